package loss_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/ref"
)

// Scores of the literature's own tests: three pairs of real and generated logits.
var scores = []struct {
	name     string
	r, f     []float64
	d, g, ns float64 // golden: minimax D, saturating G, non-saturating G
}{
	{"A", []float64{-5, 1.4, 12.5, 2.7}, []float64{10, 4.4, -5.5, 3.6}, 5.833865892, -4.510820880, 1.385820880},
	{"B", []float64{1.3, 2.9, 8.4, 6.3}, []float64{4.8, 1.2, -3.5, 5.9}, 3.125148836, -3.050991163, 0.950991163},
	{"C", []float64{1, 1, 1, 1}, []float64{1, 1, 1, 1}, 1.626523375, -1.313261688, 0.313261688},
}

func MinimaxD(x ...*Node) *Node       { return loss.MinimaxD(x[0], x[1]) }
func MinimaxG(x ...*Node) *Node       { return loss.MinimaxG(x[0]) }
func NonSaturatingG(x ...*Node) *Node { return loss.NonSaturatingG(x[0]) }

func TestMinimaxAgainstTwinAndGolden(t *testing.T) {
	for _, c := range scores {
		t.Run(c.name, func(t *testing.T) {
			d, g, ns := gantest.Eval(t, MinimaxD, c.r, c.f)[0], gantest.Eval(t, MinimaxG, c.f)[0], gantest.Eval(t, NonSaturatingG, c.f)[0]
			gantest.Near(t, "minimax D, golden", d, c.d, 1e-9)
			gantest.Near(t, "minimax G, golden", g, c.g, 1e-9)
			gantest.Near(t, "non-saturating G, golden", ns, c.ns, 1e-9)
			gantest.Near(t, "minimax D, twin", d, ref.MinimaxD(c.r, c.f), 1e-12)
			gantest.Near(t, "minimax G, twin", g, ref.MinimaxG(c.f), 1e-12)
			gantest.Near(t, "non-saturating G, twin", ns, ref.NonSaturatingG(c.f), 1e-12)
			gantest.Near(t, "accuracy, twin", gantest.Eval(t, accuracy, c.r, c.f)[0], ref.Accuracy(c.r, c.f), 1e-12)
		})
	}
}

func accuracy(x ...*Node) *Node { return loss.Accuracy(x[0], x[1]) }

func TestAtEquilibrium(t *testing.T) {
	zero := []float64{0, 0, 0}
	gantest.Near(t, "D cannot tell: its loss is log 4", gantest.Eval(t, MinimaxD, zero, zero)[0], math.Log(4), 1e-15)
	gantest.Near(t, "and G's is log 2", gantest.Eval(t, NonSaturatingG, zero)[0], math.Ln2, 1e-15)
	gantest.Near(t, "accuracy ½", gantest.Eval(t, accuracy, zero, zero)[0], 0.5, 0)
}

func TestMinimaxGradients(t *testing.T) {
	for _, c := range scores {
		gantest.CheckGradient(t, MinimaxD, c.r, c.f)
		gantest.CheckGradient(t, MinimaxG, c.f)
		gantest.CheckGradient(t, NonSaturatingG, c.f)
	}
	// At 0 a softplus with max(x, 0) in it breaks a tie, and its derivative could be anything from 0
	// to 1.
	gantest.CheckGradient(t, MinimaxD, []float64{0, 0}, []float64{0, 0})
	gantest.CheckGradient(t, NonSaturatingG, []float64{0, 0})
}

// The reason for the second loss: where D is sure that an image is generated, one gradient is gone,
// the other is not.
func TestWhoSaturates(t *testing.T) {
	f := []float64{-20}
	gantest.Near(t, "∂ minimax G/∂f = −σ(f) ≈ −2e-9", gantest.Gradient(t, MinimaxG, f)[0][0], -ref.Sigmoid(-20), 1e-15)
	gantest.Near(t, "∂ non-saturating G/∂f = −σ(−f) ≈ −1", gantest.Gradient(t, NonSaturatingG, f)[0][0],
		-ref.Sigmoid(20), 1e-15)
}

func TestFiniteForLargeLogits(t *testing.T) {
	for _, x := range []float64{-1e4, -50, 50, 1e4} {
		for name, f := range map[string]gantest.Vector{"minimax G": MinimaxG, "non-saturating G": NonSaturatingG} {
			why := fmt.Sprintf("%s at %g", name, x)
			want := ref.MinimaxG([]float64{x})
			if name == "non-saturating G" {
				want = ref.NonSaturatingG([]float64{x})
			}
			gantest.Near(t, why, gantest.Eval(t, f, []float64{x})[0], want, 1e-12*math.Abs(want)+1e-30)
			if g := gantest.Gradient(t, f, []float64{x})[0][0]; math.IsNaN(g) || math.Abs(g) > 1 {
				t.Errorf("%s: gradient %g, want a number in [−1, 1]", why, g)
			}
		}
	}
}
