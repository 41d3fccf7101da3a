package bench

import (
	"bytes"
	"encoding/json"
	"testing"

	"gophergan/ganlib/backend"
	"gophergan/kernel/experiment"
)

func TestJSON(t *testing.T) {
	b, err := experiment.BenchByName("mlp")
	if err != nil {
		t.Fatal(err)
	}
	device, err := backend.New("go")
	if err != nil {
		t.Fatal(err)
	}
	b.Batch = 4
	var out bytes.Buffer
	if err := (Options{Steps: 3, Rounds: 1, JSON: true}).Run(t.Context(), b, device, &out); err != nil {
		t.Fatal(err)
	}
	var r Result
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%q: %v", &out, err)
	}
	if r.Model != "mlp" || r.Backend != "go" || r.Batch != 4 || r.CompileS <= 0 || r.PeakMB <= 0 {
		t.Errorf("%+v", r)
	}
	if !(0 < r.MsMin && r.MsMin <= r.MsPerStep && r.MsPerStep <= r.MsMax && r.MsMin <= r.MsMean && r.MsMean <= r.MsMax) {
		t.Errorf("the times are in no order: %+v", r)
	}
}

func TestMedian(t *testing.T) {
	values := []float64{5, 1, 3}
	if got := median(values); got != 3 || values[0] != 5 {
		t.Errorf("the median is %g, and the values are now %v", got, values)
	}
	if got := median([]float64{7}); got != 7 {
		t.Errorf("of one value the median is %g", got)
	}
}
