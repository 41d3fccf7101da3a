package metric_test

import (
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/metric"
)

func wilson(t *testing.T, yes, n int, confidence float64) metric.Interval {
	t.Helper()
	i, err := metric.Wilson(yes, n, confidence)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// The four examples of Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3, to the
// four digits printed there.
func TestWilsonIsWhatNewcombePrints(t *testing.T) {
	for _, c := range []struct {
		yes, n    int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}} {
		i := wilson(t, c.yes, c.n, 0.95)
		if math.Abs(i.Low-c.low) > 5e-5 || math.Abs(i.High-c.high) > 5e-5 || i.Confidence != 0.95 {
			t.Errorf("%d of %d: got %.5f to %.5f, want %.4f to %.4f", c.yes, c.n, i.Low, i.High, c.low, c.high)
		}
	}
}

// z of the usual confidences, from any table of the normal distribution.
var z = map[float64]float64{0.6826894921370859: 1, 0.95: 1.959963984540054, 0.99: 2.5758293035489004}

func TestWilsonInClosedForm(t *testing.T) {
	for confidence, z := range z {
		for _, n := range []int{1, 2, 10, 1000} {
			z2, N := z*z, float64(n)
			none, all := wilson(t, 0, n, confidence), wilson(t, n, n, confidence)
			if none.Low != 0 || math.Abs(none.High-z2/(N+z2)) > 1e-12 { // p̂ = 0: p² = z²p(1−p)/n
				t.Errorf("0 of %d: %v, want 0 to z²/(n+z²) = %g", n, none, z2/(N+z2))
			}
			if all.High != 1 || math.Abs(all.Low-N/(N+z2)) > 1e-12 {
				t.Errorf("%d of %[1]d: %v, want n/(n+z²) = %g to 1", n, all, N/(N+z2))
			}
			half := wilson(t, n, 2*n, confidence)
			if want := z / (2 * math.Sqrt(2*N+z2)); math.Abs(half.High-0.5-want) > 1e-12 || math.Abs(0.5-half.Low-want) > 1e-12 {
				t.Errorf("%d of %d: %v, want 1/2 ± z/(2√(n+z²)) = %g", n, 2*n, half, want)
			}
		}
	}
}

// At both ends the sample is just not contradicted, and yes and no change places.
func TestWilsonSolvesItsEquation(t *testing.T) {
	for yes := 1; yes < 30; yes++ {
		i, mirrored := wilson(t, yes, 30, 0.95), wilson(t, 30-yes, 30, 0.95)
		seen := float64(yes) / 30
		for _, p := range []float64{i.Low, i.High} {
			if distance := z[0.95] * math.Sqrt(p*(1-p)/30); math.Abs(math.Abs(seen-p)-distance) > 1e-12 {
				t.Errorf("%d of 30: the end %g is %g from the share that was seen, want %g", yes, p, math.Abs(seen-p), distance)
			}
		}
		if math.Abs(i.Low+mirrored.High-1) > 1e-12 || math.Abs(i.High+mirrored.Low-1) > 1e-12 {
			t.Errorf("%d of 30 has %v, and as many of no %v", yes, i, mirrored)
		}
		if !i.Contains(seen) || !i.Contains(i.Low) || !i.Contains(i.High) || i.Contains(i.Low-1e-9) || i.Contains(i.High+1e-9) {
			t.Errorf("%v does not contain what lies in it, or something else", i)
		}
	}
}

// Of the intervals around shares seen of 100 answers, 95 % or so hold the true share: summed over
// the binomial distribution.
func TestWilsonCovers(t *testing.T) {
	for _, p := range []float64{0.1, 0.3, 0.5, 0.8} {
		covered, probability := 0.0, math.Pow(1-p, 100)
		for yes := range 101 {
			if wilson(t, yes, 100, 0.95).Contains(p) {
				covered += probability
			}
			probability *= float64(100-yes) / float64(yes+1) * p / (1 - p)
		}
		if covered < 0.93 || covered > 0.97 {
			t.Errorf("p = %g is held by %.3f of the intervals", p, covered)
		}
	}
}

func TestFoolingRateSaysHowItWasMeasured(t *testing.T) {
	r, i, err := metric.FoolingRate(18, 50, metric.Source{Split: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Value != 0.36 || math.Abs(r.Std-math.Sqrt(0.36*0.64/50)) > 1e-15 || i != wilson(t, 18, 50, 0.95) {
		t.Errorf("got %v in %v", r, i)
	}
	for _, want := range []string{"fooling rate: 0.36 ± 0.06788", "real 50", "fake 50", "split test", "better higher", "choices 2",
		"deviation of the share"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("%q does not say %q", r, want)
		}
	}
	if got := i.String(); got != "24.1 to 49.9 % (95 % confidence)" {
		t.Errorf("the interval prints %q", got)
	}
	other, _, err := metric.FoolingRate(20, 40, metric.Source{Split: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := metric.Compare(r, other); err == nil {
		t.Error("rates of 50 and of 40 answers were compared without a word")
	}
	if better, err := metric.Compare(r, other, "real", "fake"); err != nil || better >= 0 {
		t.Errorf("0.36 against 0.5: %d, %v; want the second to be better", better, err)
	}
}

func TestWilsonRefusesWhatIsNoShare(t *testing.T) {
	for _, c := range []struct {
		yes, n     int
		confidence float64
		want       string
	}{
		{0, 0, 0.95, "0 of 0"}, {-1, 5, 0.95, "-1 of 5"}, {6, 5, 0.95, "6 of 5"},
		{1, 5, 0, "confidence of 0"}, {1, 5, 1, "confidence of 1"}, {1, 5, 95, "confidence of 95"}, {1, 5, math.NaN(),
			"confidence of NaN"},
	} {
		if _, err := metric.Wilson(c.yes, c.n, c.confidence); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Wilson(%d, %d, %g): error %v, want … %s …", c.yes, c.n, c.confidence, err, c.want)
		}
	}
	if _, _, err := metric.FoolingRate(0, 0, metric.Source{}); err == nil || !strings.Contains(err.Error(), "the fooling rate: ") {
		t.Errorf("no answers: error %v", err)
	}
}
