package metric_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

// formula is the features of bench/parity_metrics.py: sums of four uniform numbers, neighbouring
// columns correlated.
func formula(seed uint64, rows, columns int, shift float64) *mat.Dense {
	x, state := mat.NewDense(rows, columns, nil), seed
	for i := range rows {
		for j := range columns {
			v := shift - 2
			for range 4 {
				state = state*6364136223846793005 + 1442695040888963407
				v += float64(state>>11) / (1 << 53)
			}
			if j > 0 {
				v += 0.5 * x.At(i, j-1)
			}
			x.Set(i, j, v)
		}
	}
	return x
}

// The numbers of torch-fidelity for the same features. bench/parity_metrics.py makes them anew.
func TestParityWithTorchFidelity(t *testing.T) {
	data, err := os.ReadFile("testdata/parity.json")
	if err != nil {
		t.Fatal(err)
	}
	var theirs map[string]any
	if err := json.Unmarshal(data, &theirs); err != nil {
		t.Fatal(err)
	}
	real, fake, few := formula(1, 60, 8, 0), formula(2, 60, 8, 0.2), formula(3, 6, 8, 0.1)
	kid := value(t)(metric.KID{Subsets: 1, Size: 60}.Measure(real, fake, here))
	inception, err := metric.InceptionScore(metric.Probabilities(moved(real, 3, 0)), 7, here)
	if err != nil {
		t.Fatal(err)
	}
	precision, recall := both(t)(metric.Neighbours{K: 3}.PrecisionRecall(real, fake, here))
	for name, ours := range map[string]float64{
		"first": real.At(0, 0), "last": fake.At(59, 7),
		"frechet":        frechet(t, real, fake, metric.Sample),
		"frechet of few": frechet(t, real, few, metric.Sample), // fewer images than features
		"kernel":         kid, "inception": inception.Value, "inception deviation": inception.Std,
		"precision": precision, "recall": recall,
	} {
		want, ok := theirs[name].(float64)
		if !ok {
			t.Errorf("testdata/parity.json has no number %q", name)
		}
		gantest.Near(t, name, ours, want, 1e-6*math.Abs(want))
	}
	if len(theirs) != 10 {
		t.Errorf("testdata/parity.json has %d entries and this test knows 10", len(theirs))
	}
}
