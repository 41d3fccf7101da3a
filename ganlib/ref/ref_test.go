package ref_test

import (
	"math"
	"testing"

	"gophergan/ganlib/ref"
)

// The twins check everything else, so they are checked by hand and against the theory.

func near(t *testing.T, why string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.12g, want %.12g ± %g", why, got, want, tol)
	}
}

func TestMinimaxByHand(t *testing.T) {
	// σ(log 3) = 3/4, σ(−log 4) = 1/5.
	r, f := []float64{math.Log(3)}, []float64{-math.Log(4)}
	near(t, "V = log 3/4 + log 4/5", ref.V(r, f), math.Log(0.75*0.8), 1e-15)
	near(t, "D minimises −V", ref.MinimaxD(r, f), -math.Log(0.75*0.8), 1e-15)
	near(t, "G minimises log 4/5", ref.MinimaxG(f), math.Log(0.8), 1e-15)
	near(t, "or −log 1/5", ref.NonSaturatingG(f), math.Log(5), 1e-15)
}

func TestLogSigmoidAtTheEnds(t *testing.T) {
	near(t, "log σ(−800): e⁸⁰⁰ would overflow", ref.LogSigmoid(-800), -800, 0)
	near(t, "log σ(800)", ref.LogSigmoid(800), 0, 0)
	near(t, "log σ(0) = −log 2", ref.LogSigmoid(0), -math.Ln2, 1e-16)
}

func TestAccuracyCountsTiesAsHalf(t *testing.T) {
	near(t, "3 of 4 right", ref.Accuracy([]float64{1, 2}, []float64{-1, 1}), 0.75, 0)
	near(t, "an undecided D is right half the time", ref.Accuracy([]float64{0}, []float64{0}), 0.5, 0)
}

// At D*, V = −log 4 + 2·JS(p‖q): Goodfellow et al. 2014, proof of Theorem 1.
func TestValueAtOptimalDiscriminator(t *testing.T) {
	const dx = 0.001
	for _, shift := range []float64{0, 0.5, 2, 20} {
		var p, q []float64
		v := 0.0
		for x := -12.0; x < 32; x += dx {
			a, b := ref.Normal(x, 0, 1), ref.Normal(x, shift, 1)
			p, q = append(p, a), append(q, b)
			if d := ref.OptimalD(a, b); d > 0 && d < 1 {
				v += (a*math.Log(d) + b*math.Log1p(-d)) * dx
			}
		}
		near(t, "V(D*) for a shifted Gaussian", v, -math.Log(4)+2*ref.JS(p, q, dx), 1e-6)
	}
}

func TestJSLimits(t *testing.T) {
	p, q := []float64{1, 0}, []float64{0, 1}
	near(t, "equal densities", ref.JS(p, p, 1), 0, 0)
	near(t, "densities that never meet", ref.JS(p, q, 1), math.Ln2, 1e-15)
}

// Two coins, and two normal distributions: KL(N(a, s²)‖N(b, t²)) = log(t/s) + (s² + (a − b)²)/(2t²)
// − ½.
func TestKLClosedForms(t *testing.T) {
	fair, bent := []float64{0.5, 0.5}, []float64{0.9, 0.1}
	near(t, "a fair coin and a bent one", ref.KL(fair, bent, 1), 0.5*math.Log(25.0/9), 1e-15)
	near(t, "the other way round", ref.KL(bent, fair, 1), 0.9*math.Log(1.8)+0.1*math.Log(0.2), 1e-15)
	if got := ref.KL([]float64{1, 0}, []float64{0, 1}, 1); !math.IsInf(got, 1) {
		t.Errorf("something where the other has nothing: got %g, want +∞", got)
	}
	near(t, "nothing where the other has something", ref.KL([]float64{0, 1}, fair, 1), math.Ln2, 1e-15)

	const dx, a, s, b, w = 0.001, 0.5, 0.8, -0.3, 1.3
	var p, q []float64
	for x := -12.0; x < 12; x += dx {
		p, q = append(p, ref.Normal(x, a, s)), append(q, ref.Normal(x, b, w))
	}
	near(t, "two normals", ref.KL(p, q, dx), math.Log(w/s)+(s*s+(a-b)*(a-b))/(2*w*w)-0.5, 1e-9)
}
