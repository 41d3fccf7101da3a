package loss_test

import (
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
)

func named(t *testing.T, name string) gantest.Vector {
	t.Helper()
	for _, l := range families {
		if l.name == name {
			return l.graph
		}
	}
	t.Fatalf("no loss is called %q", name)
	return nil
}

// Without smoothing D is paid for certainty; with it, a score above log(t/(1 − t)) costs.
func TestSmoothingHasABestScore(t *testing.T) {
	r, f := []float64{0.3, -2}, []float64{1, -4}
	unsmoothed := func(x ...*Node) *Node { return loss.SmoothedD(x[0], x[1], 1) }
	gantest.Near(t, "target 1 is minimax", gantest.Eval(t, unsmoothed, r, f)[0], gantest.Eval(t, MinimaxD, r, f)[0], 1e-15)
	best := math.Log(0.9 / 0.1)
	grad := gantest.Gradient(t, named(t, "SmoothedD, target 0.9"), []float64{best, 4, 1}, []float64{0})[0]
	gantest.Near(t, "σ(r) = 0.9 is best", grad[0], 0, 1e-16)
	if grad[1] <= 0 || grad[2] >= 0 {
		t.Errorf("gradients %g at 4 and %g at 1, want D pulled to %g from both sides", grad[1], grad[2], best)
	}
}

// LSGAN's point: an image that D takes for real by far is pulled back to the real ones, and no
// gradient dies.
func TestLeastSquaresPullFromBothSides(t *testing.T) {
	grad := gantest.Gradient(t, named(t, "LeastSquaresG"), []float64{0, 0, 0}, []float64{-9, 1, 6})[1]
	for i, want := range []float64{-10.0 / 3, 0, 5.0 / 3} {
		gantest.Near(t, "∂G/∂f = (f − c)/B", grad[i], want, 1e-15)
	}
}

// Beyond the margin D has nothing to learn; on it the gradient is that of the inside, as HingeD
// says.
func TestHingeMargin(t *testing.T) {
	grads := gantest.Gradient(t, named(t, "HingeD"), []float64{1.01, 1, 0.99, -3}, []float64{-1.01, -1, -0.99, 3})
	for i, want := range []float64{0, 0.25, 0.25, 0.25} {
		gantest.Near(t, "∂D/∂r", grads[0][i], -want, 0)
		gantest.Near(t, "∂D/∂f", grads[1][i], want, 0)
	}
}

// Only differences count, and the players' losses are each other's with real and generated
// exchanged.
func TestRelativisticSymmetries(t *testing.T) {
	r, f := scores[0].r, scores[0].f
	plus := func(x []float64, c float64) []float64 {
		y := slices.Clone(x)
		for i := range y {
			y[i] += c
		}
		return y
	}
	for _, pair := range [][2]string{{"RelativisticD", "RelativisticG"}, {"RelativisticAverageD", "RelativisticAverageG"}} {
		D, G := named(t, pair[0]), named(t, pair[1])
		d := gantest.Eval(t, D, r, f)[0]
		gantest.Near(t, pair[0]+" does not see a shift of all scores", gantest.Eval(t, D, plus(r, 7), plus(f, 7))[0], d, 1e-14)
		gantest.Near(t, pair[1]+" is "+pair[0]+" exchanged", gantest.Eval(t, G, f, r)[0], d, 1e-15)
	}
}

// Who is compared with whom matters where images come in pairs, and not where they meet an average.
func TestWhoIsPaired(t *testing.T) {
	r, f := scores[0].r, scores[0].f
	shuffled := []float64{f[2], f[0], f[3], f[1]}
	for name, paired := range map[string]bool{
		"RelativisticD": true, "RelativisticG": true, "RelativisticAverageD": false, "RelativisticAverageG": false,
	} {
		a, b := gantest.Eval(t, named(t, name), r, f)[0], gantest.Eval(t, named(t, name), r, shuffled)[0]
		if changed := math.Abs(a-b) > 1e-9; changed != paired {
			t.Errorf("%s: %g, and %g with other pairs; changed: %t, want %t", name, a, b, changed, paired)
		}
	}
}

// A critic that doubles its scores doubles its loss: WGAN's loss alone has no minimum, so the slope
// must be held.
func TestWassersteinRunsAway(t *testing.T) {
	r, f := scores[1].r, scores[1].f
	double := func(x []float64) []float64 {
		y := slices.Clone(x)
		for i := range y {
			y[i] *= 2
		}
		return y
	}
	D := named(t, "WassersteinD")
	gantest.Near(t, "doubled", gantest.Eval(t, D, double(r), double(f))[0], 2*gantest.Eval(t, D, r, f)[0], 1e-14)
}
