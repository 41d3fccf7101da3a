package metric_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

var here = metric.Source{Net: "none"}

// value is the number of a result, which must be there.
func value(t *testing.T) func(metric.Result, error) float64 {
	return func(r metric.Result, err error) float64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r.Value
	}
}

// both are the numbers of two.
func both(t *testing.T) func(a, b metric.Result, err error) (float64, float64) {
	return func(a, b metric.Result, err error) (float64, float64) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a.Value, b.Value
	}
}

// By hand: of x, k(x₁, x₂) = 1; of y, (0/2 + 1)³ = 1; between them (½ + 1)³ twice and 1 twice is
// 8.75, and 2·8.75/4 = 4.375.
func TestKernelDistanceByHand(t *testing.T) {
	x, y := mat.NewDense(2, 2, []float64{1, 0, 0, 1}), mat.NewDense(2, 2, []float64{1, 1, 0, 0})
	got, err := metric.PolynomialMMD(x, y)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "1 + 1 − 4.375; it may be below 0", got, -2.375, 1e-14)
}

// The estimate as it is printed, pair by pair, with sets of different size.
func TestKernelDistancePairByPair(t *testing.T) {
	x, y := rows(1, 6, 3), moved(rows(2, 9, 3), 1, 0.4)
	k := func(a, b []float64) float64 { return math.Pow((a[0]*b[0]+a[1]*b[1]+a[2]*b[2])/3+1, 3) }
	pairs := func(a, b *mat.Dense, same bool) float64 {
		n, _ := a.Dims()
		m, _ := b.Dims()
		sum, count := 0.0, 0.0
		for i := range n {
			for j := range m {
				if !same || i != j {
					sum, count = sum+k(a.RawRowView(i), b.RawRowView(j)), count+1
				}
			}
		}
		return sum / count
	}
	got, err := metric.PolynomialMMD(x, y)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "means over pairs", got, pairs(x, x, true)+pairs(y, y, true)-2*pairs(x, y, false), 1e-12)
}

// A subset of everything is everything, in whatever order; smaller ones vary around it.
func TestKernelDistanceOfSubsets(t *testing.T) {
	x, y := rows(3, 40, 4), moved(rows(4, 40, 4), 1, 0.5)
	all, err := metric.PolynomialMMD(x, y)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := metric.KID{Subsets: 3, Size: 40}.Measure(x, y, here)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "subsets of all", whole.Value, all, 1e-12)
	gantest.Near(t, "their deviation", whole.Std, 0, 1e-12)
	part, err := metric.KID{Subsets: 400, Size: 20, Seed: 1}.Measure(x, y, here)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "unbiased: subsets are right in the mean", part.Value, all, 4*part.Std/math.Sqrt(400))
	if !(part.Std > 0.05*all) {
		t.Errorf("the deviation over subsets is %g of %g; do they differ?", part.Std, all)
	}
	first := value(t)(metric.KID{Subsets: 1, Size: 20, Seed: 1}.Measure(x, y, here))
	two, err := metric.KID{Subsets: 2, Size: 20, Seed: 1}.Measure(x, y, here)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "by N, two numbers deviate by what each is off their mean", two.Std, math.Abs(first-two.Value), 1e-12)
	again := value(t)(metric.KID{Subsets: 400, Size: 20, Seed: 1}.Measure(x, y, here))
	other := value(t)(metric.KID{Subsets: 400, Size: 20, Seed: 2}.Measure(x, y, here))
	if again != part.Value || other == part.Value {
		t.Errorf("seed 1 gives %g and %g, seed 2 %g; want the same, the same and another", part.Value, again, other)
	}
}

// Of three images two are read with more than 0.9: at the limit is not above it.
func TestConfident(t *testing.T) {
	p := mat.NewDense(3, 3, []float64{0.95, 0.05, 0, 0.05, 0.9, 0.05, 0, 0.01, 0.99})
	result, err := metric.Confident(p, 0.9, here)
	if err != nil || math.Abs(result.Value-2.0/3) > 1e-12 || !result.Card.Higher || result.Card.Fake != 3 ||
		result.Card.Settings["above"] != "0.9" {
		t.Errorf("%+v, %v", result, err)
	}
	if _, err := metric.Confident(mat.NewDense(1, 2, []float64{0.9, 0.9}), 0.9, here); err == nil {
		t.Error("what are no probabilities have a share")
	}
}

func TestInceptionScore(t *testing.T) {
	sure := mat.NewDense(2, 2, []float64{0.9, 0.1, 0.1, 0.9})
	score := func(p *mat.Dense, splits int) float64 { return value(t)(metric.InceptionScore(p, splits, here)) }
	gantest.Near(t, "two images that a classifier is 90 % sure of", score(sure, 1), 1.4449348, 1e-7)
	gantest.Near(t, "each alone is a set of one kind", score(sure, 2), 1, 1e-15)
	certain := mat.NewDense(3, 3, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1})
	gantest.Near(t, "one certain image of each of 3 classes, 0·log 0 and all", score(certain, 1), 3, 1e-14)

	// Four images in two splits: the first two as above, the others alike.
	mixed := mat.NewDense(4, 2, []float64{0.9, 0.1, 0.1, 0.9, 0.5, 0.5, 0.5, 0.5})
	result, err := metric.InceptionScore(mixed, 2, here)
	if err != nil {
		t.Fatal(err)
	}
	gantest.Near(t, "mean of 1.44 and 1", result.Value, (1.4449348+1)/2, 1e-7)
	gantest.Near(t, "deviation by N", result.Std, (1.4449348-1)/2, 1e-7)
	if result.Card.Divisor != metric.Population || !result.Card.Higher || result.Card.Fake != 4 {
		t.Errorf("the card is %v", result.Card)
	}
}

func TestProbabilities(t *testing.T) {
	p := metric.Probabilities(mat.NewDense(2, 2, []float64{1000, 1000 + math.Log(3), 0, -1000}))
	for i, want := range []float64{0.25, 0.75, 1, 0} {
		gantest.Near(t, "softmax of large logits", p.At(i/2, i%2), want, 1e-12)
	}
}

// On a line, 0 1 2 3 4 and 2.5 10 11 12 13 with one neighbour: real balls have radius 1, and only
// 2.5 lies in one. Those of the generated ones reach from −5 to 10 (radius 7.5), and around each
// whole number; all real ones lie in the first.
func TestPrecisionAndRecallOnALine(t *testing.T) {
	real := mat.NewDense(5, 1, []float64{0, 1, 2, 3, 4})
	fake := mat.NewDense(5, 1, []float64{2.5, 10, 11, 12, 13})
	precision, recall := both(t)(metric.Neighbours{K: 1}.PrecisionRecall(real, fake, here))
	gantest.Near(t, "precision", precision, 0.2, 1e-15)
	gantest.Near(t, "recall", recall, 1, 0)
	precision, recall = both(t)(metric.Neighbours{K: 1}.PrecisionRecall(fake, real, here))
	gantest.Near(t, "precision the other way round", precision, 1, 0)
	gantest.Near(t, "recall the other way round", recall, 0.2, 1e-15)

	density, coverage := both(t)(metric.Neighbours{K: 1}.DensityCoverage(real, fake, here))
	gantest.Near(t, "2.5 lies in the balls of 2 and 3, of 5 images", density, 0.4, 1e-15)
	gantest.Near(t, "2 and 3 of 5 have a neighbour", coverage, 0.4, 1e-15)
	density, _ = both(t)(metric.Neighbours{K: 1}.DensityCoverage(real, mat.NewDense(4, 1, []float64{2.5, 10, 11, 12}), here))
	gantest.Near(t, "of 4 generated images", density, 0.5, 1e-15)
	density, coverage = both(t)(metric.Neighbours{K: 2}.DensityCoverage(real, fake, here))
	gantest.Near(t, "radii 2 1 1 1 2 with their surface left out: the balls of 2, 3 and 4", density, 3.0/10, 1e-15)
	gantest.Near(t, "2, 3 and 4", coverage, 0.6, 1e-15)
}

// The surface counts for precision and not for density: 2 lies just on the ball of 1, which reaches
// to 0.
func TestTheEdgeOfABall(t *testing.T) {
	real, fake := mat.NewDense(2, 1, []float64{0, 1}), mat.NewDense(2, 1, []float64{2, 2})
	precision, recall := both(t)(metric.Neighbours{K: 1}.PrecisionRecall(real, fake, here))
	gantest.Near(t, "precision", precision, 1, 0)
	gantest.Near(t, "balls of radius 0 hold nothing else", recall, 0, 0)
	density, coverage := both(t)(metric.Neighbours{K: 1}.DensityCoverage(real, fake, here))
	gantest.Near(t, "density", density, 0, 0)
	gantest.Near(t, "coverage", coverage, 0, 0)
}

func TestASetAgainstItself(t *testing.T) {
	x := rows(7, 50, 4)
	precision, recall := both(t)(metric.Neighbours{K: 3}.PrecisionRecall(x, x, here))
	density, coverage := both(t)(metric.Neighbours{K: 5}.DensityCoverage(x, x, here))
	for name, got := range map[string]float64{"precision": precision, "recall": recall, "density": density, "coverage": coverage} {
		gantest.Near(t, name, got, 1, 1e-14)
	}
	a, b := both(t)(metric.Neighbours{K: 3}.PrecisionRecall(rotated(x), rotated(moved(x, 1, 0.5)), here))
	c, d := both(t)(metric.Neighbours{K: 3}.PrecisionRecall(x, moved(x, 1, 0.5), here))
	if a != c || b != d {
		t.Errorf("rotated: precision %g and recall %g, want %g and %g", a, b, c, d)
	}
}

// In one dimension every direction is ±1, so the distance is the exact one.
func TestSlicedIsExactOnALine(t *testing.T) {
	for _, test := range []struct {
		x, y []float64
		p    int
		want float64
		why  string
	}{
		{[]float64{3, 1}, []float64{2, 5}, 1, 1.5, "sorted: |1 − 2| and |3 − 5|, in the mean"},
		{[]float64{3, 1}, []float64{2, 5}, 2, math.Sqrt(2.5), "the root of the mean of 1 and 4"},
		{[]float64{0}, []float64{1, 2, 3}, 1, 2, "one against three: all have to come"},
		{[]float64{0, 1}, []float64{0, 0, 1}, 1, 1.0 / 6, "a third of the second half of the first set has to move by 1"},
		{[]float64{0, 1, 5}, []float64{0, 0, 1, 1, 5, 5}, 2, 0, "every image twice is the same distribution"},
	} {
		x, y := mat.NewDense(len(test.x), 1, test.x), mat.NewDense(len(test.y), 1, test.y)
		s := metric.Sliced{Directions: 3, Power: test.p}
		gantest.Near(t, test.why, value(t)(s.Measure(x, y, here)), test.want, 1e-14)
		gantest.Near(t, test.why+", the other way round", value(t)(s.Measure(y, x, here)), test.want, 1e-14)
	}
}

// A set that is moved by v: W₂ along θ is |θ·v|, and E(θ·v)² = ‖v‖²/d. In the plane E|θ·v| =
// 2/π·‖v‖.
func TestSlicedOfMovedSets(t *testing.T) {
	x := rows(8, 10, 4)
	got := value(t)(metric.Sliced{Directions: 20000, Power: 2}.Measure(x, moved(x, 1, 0.5), here)) // ‖v‖ = 1
	gantest.Near(t, "1/√4, to 1 % for 20,000 directions", got, 0.5, 0.005)
	x = rows(9, 10, 2)
	got = value(t)(metric.Sliced{Directions: 20000, Power: 1}.Measure(x, moved(x, 1, math.Sqrt(0.5)), here))
	gantest.Near(t, "2/π", got, 2/math.Pi, 0.01)
}

func TestModes(t *testing.T) {
	labels := []int{0, 0, 0, 1}
	covered, kl := both(t)(metric.Modes{Real: metric.Uniform(4), AtLeast: 1}.Measure(labels, here))
	gantest.Near(t, "0 and 1 of 4", covered, 2, 0)
	gantest.Near(t, "KL(¾, ¼, 0, 0 ‖ ¼, ¼, ¼, ¼)", kl, 0.75*math.Log(3), 1e-14)
	covered, kl = both(t)(metric.Modes{Real: []float64{30, 10}, AtLeast: 2}.Measure(labels, here))
	gantest.Near(t, "1 has a single image", covered, 1, 0)
	gantest.Near(t, "as in the data, given as counts", kl, 0, 1e-14)
	var all []int
	for range 1000 {
		all = append(all, len(all))
	}
	covered, kl = both(t)(metric.Modes{Real: metric.Uniform(1000), AtLeast: 1}.Measure(append(all, all...), here))
	gantest.Near(t, "all of 1,000", covered, 1000, 0)
	gantest.Near(t, "KL", kl, 0, 1e-12)
	_, kl = both(t)(metric.Modes{Real: metric.Uniform(1000), AtLeast: 1}.Measure(make([]int, 50), here))
	gantest.Near(t, "one mode of 1,000", kl, math.Log(1000), 1e-12)
}

func TestScoresRefuseWhatMakesNoSense(t *testing.T) {
	x, wide := rows(1, 6, 2), rows(1, 6, 3)
	errs := map[string]error{}
	_, errs["same net"] = metric.PolynomialMMD(x, wide)
	_, errs["at least 2"] = metric.PolynomialMMD(x, rows(1, 1, 2))
	_, errs["Size 2 to 6"] = metric.PaperKID().Measure(x, x, here)
	_, errs["splits"] = metric.InceptionScore(x, 7, here)
	_, errs["no probabilities"] = metric.InceptionScore(x, 1, here)
	_, _, errs["K = 0"] = metric.Neighbours{}.PrecisionRecall(x, x, here)
	_, _, errs["at least 7"] = metric.Neighbours{K: 6}.DensityCoverage(x, x, here)
	_, errs["power 3"] = metric.Sliced{Directions: 1, Power: 3}.Measure(x, x, here)
	_, _, errs["class 2"] = metric.Modes{Real: []float64{1, 1, 0}, AtLeast: 1}.Measure([]int{2}, here)
	_, _, errs["AtLeast = 0"] = metric.Modes{Real: metric.Uniform(2)}.Measure([]int{1}, here)
	_, _, errs["-1 times"] = metric.Modes{Real: []float64{-1}, AtLeast: 1}.Measure([]int{0}, here)
	_, errs["whole rows"] = metric.Features([]float32{1, 2, 3}, 2)
	_, errs["row 1 is NaN"] = metric.Features([]float64{1, 2, 3, math.NaN()}, 2)
	for want, err := range errs {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one with %q", err, want)
		}
	}
}

func TestFeatures(t *testing.T) {
	x, err := metric.Features([]float32{1, 2, 3, 4, 5, 6}, 3)
	if want := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6}); err != nil || !mat.Equal(x, want) {
		t.Errorf("got %v and error %v, want two rows of three", x, err)
	}
}

// The bytes of images are rows of pixels.
func TestFeaturesOfBytes(t *testing.T) {
	rows, err := metric.Features([]uint8{1, 2, 3, 4, 5, 255}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if n, size := rows.Dims(); n != 3 || size != 2 || rows.At(1, 0) != 3 || rows.At(2, 1) != 255 {
		t.Errorf("got %v", rows)
	}
	for _, size := range []int{0, 4} {
		if _, err := metric.Features([]uint8{1, 2, 3, 4, 5, 255}, size); err == nil || !strings.Contains(err.Error(), "6 numbers") {
			t.Errorf("images of %d bytes: %v", size, err)
		}
	}
}

// No two scores may be compared by accident, so each has a card of its own.
func TestCardsOfScores(t *testing.T) {
	x := rows(1, 8, 2)
	kid, err1 := metric.KID{Subsets: 2, Size: 4, Seed: 5}.Measure(x, x, here)
	sliced, err2 := metric.Sliced{Directions: 9, Power: 2, Seed: 6}.Measure(x, x, here)
	precision, recall, err3 := metric.Neighbours{K: 3}.PrecisionRecall(x, x, here)
	covered, kl, err4 := metric.Modes{Real: metric.Uniform(2), AtLeast: 1}.Measure([]int{1}, here)
	if err := fmt.Sprint(err1, err2, err3, err4); err != "<nil> <nil> <nil> <nil>" {
		t.Fatal(err)
	}
	for want, r := range map[string]metric.Result{
		"net none · real 8 · fake 8 · divisor N · seed 5 · deviation over 2 subsets · better lower · kernel (x·y/d + 1)³ " +
			"· subset 4": kid,
		"net none · real 8 · fake 8 · seed 6 · better lower · directions 9 · power 2":               sliced,
		"net none · real 8 · fake 8 · better higher · edge balls with their surface · neighbours 3": precision,
		"net none · fake 1 · better higher · at least 1 · classes 2":                                covered,
		"net none · fake 1 · better lower · classes 2":                                              kl,
	} {
		if got := r.Card.String(); got != want {
			t.Errorf("%s: got card\n%s\nwant\n%s", r.Card.Metric, got, want)
		}
	}
	if _, err := metric.Compare(precision, recall); err == nil {
		t.Error("precision was compared with recall")
	}
}
