package loss_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/ref"
)

// family is one loss beside its twin, as functions of r and f. Losses of G alone ignore r.
type family struct {
	name   string
	graph  gantest.Vector
	twin   func(r, f []float64) float64
	golden [3]float64 // on A, B and C of scores
}

// TF-GAN's smoothing of 0.25 gives real images the label 0.875. The least squares stand here with
// both triples of labels of their paper; the goldens of the second are ½·E[(f + 1)²] − ½·E[f²] =
// E[f] + ½ more for D, and E[f] − ½ for G.
var families = []family{
	{"SmoothedD, target 0.9", func(x ...*Node) *Node { return loss.SmoothedD(x[0], x[1], 0.9) },
		func(r, f []float64) float64 { return ref.SmoothedD(r, f, 0.9) }, [3]float64{6.123865892, 3.597648836, 1.726523375}},
	{"SmoothedD, target 0.875", func(x ...*Node) *Node { return loss.SmoothedD(x[0], x[1], 0.875) },
		func(r, f []float64) float64 { return ref.SmoothedD(r, f, 0.875) }, [3]float64{6.196365892, 3.715773836, 1.751523375}},
	{"LeastSquaresD", func(x ...*Node) *Node { return loss.LeastSquaresD(x[0], x[1], 0, 1) },
		func(r, f []float64) float64 { return ref.LeastSquaresD(r, f, 0, 1) }, [3]float64{41.73375, 19.76125, 0.5}},
	{"LeastSquaresG", func(x ...*Node) *Node { return loss.LeastSquaresG(x[1], 1) },
		func(r, f []float64) float64 { return ref.LeastSquaresG(f, 1) }, [3]float64{17.69625, 7.3425, 0}},
	{"LeastSquaresD, labels -1 and 1", func(x ...*Node) *Node { return loss.LeastSquaresD(x[0], x[1], -1, 1) },
		func(r, f []float64) float64 { return ref.LeastSquaresD(r, f, -1, 1) }, [3]float64{45.35875, 22.36125, 2}},
	{"LeastSquaresG, label 0", func(x ...*Node) *Node { return loss.LeastSquaresG(x[1], 0) },
		func(r, f []float64) float64 { return ref.LeastSquaresG(f, 0) }, [3]float64{20.32125, 8.9425, 0.5}},
	{"HingeD", func(x ...*Node) *Node { return loss.HingeD(x[0], x[1]) }, ref.HingeD, [3]float64{6.75, 3.725, 2}},
	{"HingeG", func(x ...*Node) *Node { return loss.HingeG(x[1]) },
		func(r, f []float64) float64 { return ref.HingeG(f) }, [3]float64{-3.125, -2.1, -1}},
	{"WassersteinD", func(x ...*Node) *Node {
		return loss.WassersteinD(x[0], x[1])
	}, ref.WassersteinD, [3]float64{0.225, -2.625, 0}},
	{"WassersteinG", func(x ...*Node) *Node { return loss.WassersteinG(x[1]) },
		func(r, f []float64) float64 { return ref.WassersteinG(f) }, [3]float64{-3.125, -2.1, -1}},
	{"RelativisticD", func(x ...*Node) *Node { return loss.RelativisticD(x[0], x[1]) }, ref.RelativisticD,
		[3]float64{4.822435387, 1.052639623, math.Ln2}},
	{"RelativisticG", func(x ...*Node) *Node { return loss.RelativisticG(x[0], x[1]) }, ref.RelativisticG,
		[3]float64{4.597435387, 3.677639622, math.Ln2}},
	{"RelativisticAverageD", func(x ...*Node) *Node { return loss.RelativisticAverageD(x[0], x[1]) }, ref.RelativisticAverageD,
		[3]float64{5.212013032, 0.940922452, 2 * math.Ln2}},
	{"RelativisticAverageG", func(x ...*Node) *Node { return loss.RelativisticAverageG(x[0], x[1]) }, ref.RelativisticAverageG,
		[3]float64{4.762013032, 6.190922452, 2 * math.Ln2}},
}

func TestFamiliesAgainstTwinAndGolden(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, l := range families {
		t.Run(l.name, func(t *testing.T) {
			for i, c := range scores {
				got := gantest.Eval(t, l.graph, c.r, c.f)[0]
				gantest.Near(t, c.name+", golden to its 9 decimals", got, l.golden[i], 1e-9)
				gantest.Near(t, c.name+", twin", got, l.twin(c.r, c.f), 1e-12)
			}
			r, f := normal(random, 8, 3), normal(random, 8, 3)
			gantest.Near(t, "random scores, twin", gantest.Eval(t, l.graph, r, f)[0], l.twin(r, f), 1e-12)
			if !strings.HasPrefix(l.name, "RelativisticD") && !strings.HasPrefix(l.name, "RelativisticG") {
				gantest.Near(t, "fewer generated images", gantest.Eval(t, l.graph, r, f[:5])[0], l.twin(r, f[:5]), 1e-12)
			}
		})
	}
}

// normal draws n scores from N(0, σ²).
func normal(random *rand.Rand, n int, σ float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = σ * random.NormFloat64()
	}
	return x
}

// The fixture of TF-GAN's own test of the relativistic average loss; its printed numbers have 6 and
// 7 decimals.
func TestRelativisticAverageOfTFGAN(t *testing.T) {
	r, f := []float64{-2, 0.4, 12.5, 2.7}, []float64{10, 4.4, -5.5, 3.6}
	d := gantest.Eval(t, func(x ...*Node) *Node { return loss.RelativisticAverageD(x[0], x[1]) }, r, f)[0]
	g := gantest.Eval(t, func(x ...*Node) *Node { return loss.RelativisticAverageG(x[0], x[1]) }, r, f)[0]
	gantest.Near(t, "D", d, 4.390114, 1e-6)
	gantest.Near(t, "G", g, 4.9401135, 1e-6)
}

// None of the scores lies on a kink of the hinge loss, r = 1 or f = −1.
func TestFamiliesGradients(t *testing.T) {
	for _, l := range families {
		t.Run(l.name, func(t *testing.T) {
			gantest.CheckGradient(t, l.graph, scores[0].r, scores[0].f)
			gantest.CheckGradient(t, l.graph, []float64{0, 0, 0.3}, []float64{0, 0, 0.3}) // ties inside softplus
		})
	}
}

// Scores that have run away must not stop the training: every loss and every gradient stays a
// number.
func TestFamiliesFiniteForLargeLogits(t *testing.T) {
	var r, f []float64 // each with each
	for _, a := range []float64{-1e4, -50, 50, 1e4} {
		for _, b := range []float64{-1e4, -50, 50, 1e4} {
			r, f = append(r, a), append(f, b)
		}
	}
	for _, l := range families {
		want := l.twin(r, f)
		gantest.Near(t, l.name, gantest.Eval(t, l.graph, r, f)[0], want, 1e-12*math.Abs(want)+1e-12)
		for i, grad := range gantest.Gradient(t, l.graph, r, f) {
			for j, g := range grad {
				if steepest := (1e4 + 1) / float64(len(r)); !(math.Abs(g) <= steepest) { // that of the least squares
					t.Errorf("%s at r = %g, f = %g: gradient %d is %g, want at most %g", l.name, r[j], f[j], i, g, steepest)
				}
			}
		}
	}
}
