package ref_test

import (
	"math"
	"testing"

	"gophergan/ganlib/ref"
)

// A step goes down the losses, as central differences have them.
func TestDiracStepIsTheGradient(t *testing.T) {
	const h, rate = 1e-6, 0.5
	for _, d := range []ref.Dirac{{0.3, -0.4, 1.2}, {-1, 2, 0.7}, {0.2, 0.1, -2}} {
		for _, γ := range [][2]float64{{0, 0}, {1, 0}, {0, 1}, {0.5, 2}} {
			slope := func(loss func(d ref.Dirac) float64, up, down ref.Dirac) float64 {
				return (loss(up) - loss(down)) / (2 * h)
			}
			lossD := func(d ref.Dirac) float64 { return d.LossD(γ[0], γ[1]) }
			want := ref.Dirac{
				d.A - rate*slope(lossD, ref.Dirac{d.A + h, d.B, d.Theta}, ref.Dirac{d.A - h, d.B, d.Theta}),
				d.B - rate*slope(lossD, ref.Dirac{d.A, d.B + h, d.Theta}, ref.Dirac{d.A, d.B - h, d.Theta}),
				d.Theta - rate*slope(ref.Dirac.LossG, ref.Dirac{d.A, d.B, d.Theta + h}, ref.Dirac{d.A, d.B, d.Theta - h}),
			}
			got := d.Learn(rate, γ[0], γ[1])
			if got.Theta != d.Theta {
				t.Errorf("%v: D moves G", d)
			}
			got.Theta = d.Move(rate).Theta
			for _, off := range []float64{got.A - want.A, got.B - want.B, got.Theta - want.Theta} {
				if !(math.Abs(off) < 1e-7) {
					t.Errorf("%v with γ %v: got %v, want %v", d, γ, got, want)
				}
			}
		}
	}
}

// Against a D that learns a hundred times between two steps of G: with both penalties G arrives at 0; with R1 alone, or none, D grows
// steep where G is, and throws it out, farther each time.
func TestDiracNeedsBothPenalties(t *testing.T) {
	end := func(γ1, γ2 float64) (θ, steepest float64) {
		d := ref.Dirac{Theta: 1}
		for range 200 {
			for range 100 {
				d = d.Learn(0.1, γ1, γ2)
			}
			steepest = max(steepest, math.Abs(d.Slope(d.Theta)))
			if d = d.Move(0.5); math.Abs(d.Theta) > 1e3 {
				break
			}
		}
		return math.Abs(d.Theta), steepest
	}
	if θ, steepest := end(1, 1); !(θ < 1e-3 && steepest < 0.25) {
		t.Errorf("R1 and R2: θ ends at %g, D was at most %g steep", θ, steepest)
	}
	for _, γ1 := range []float64{0, 1} {
		if θ, steepest := end(γ1, 0); !(θ > 1e3 && steepest > 1e3) {
			t.Errorf("%g·R1: θ ends at %g, D was at most %g steep", γ1, θ, steepest)
		}
	}
}

// Two real points, and where the second generated one goes: the best D of the game of 2014 gains when it leaves the wrong one, so G
// stays; that of the game of pairs does not.
func TestBasins(t *testing.T) {
	x := []float64{-1, 1}
	for _, c := range []struct {
		y                []float64
		minimax, inPairs float64
	}{
		{[]float64{-1, 1}, -2 * math.Ln2, -math.Ln2},
		{[]float64{1, -1}, -2 * math.Ln2, -math.Ln2}, // a circle of two pairs
		{[]float64{-1, -1}, 0.5*math.Log(1.0/3) + math.Log(2.0/3), -math.Ln2 / 2},
		{[]float64{-1, 0}, -math.Ln2, -math.Ln2 / 2},
		{[]float64{0, -1}, -math.Ln2, 0},
		{[]float64{5, 6}, 0, 0},
	} {
		if got := ref.BestMinimax(x, c.y); math.Abs(got-c.minimax) > 1e-12 {
			t.Errorf("%v: V is %g at best, want %g", c.y, got, c.minimax)
		}
		if got := ref.BestRelativistic(x, c.y); math.Abs(got-c.inPairs) > 1e-12 {
			t.Errorf("%v: in pairs %g at best, want %g", c.y, got, c.inPairs)
		}
	}
}

// The best of the game of pairs is what a D with a free score for each place climbs to.
func TestBestRelativisticIsReached(t *testing.T) {
	for _, c := range [][2][]float64{
		{{0, 1, 2}, {1, 2, 0}}, // a circle of three
		{{0, 1, 2}, {1, 0, 0}}, // of two, and one that hangs on it
		{{0, 0, 1}, {0, 5, 5}},
	} {
		x, y := c[0], c[1]
		score := map[float64]float64{}
		of := func(places []float64) (s []float64) {
			for _, p := range places {
				s = append(s, score[p])
			}
			return s
		}
		for range 20000 {
			r, f := of(x), of(y)
			for i := range x {
				push := ref.Sigmoid(f[i] - r[i])
				score[x[i]] += push
				score[y[i]] -= push
			}
		}
		if got, want := -ref.RelativisticD(of(x), of(y)), ref.BestRelativistic(x, y); math.Abs(got-want) > 1e-3 {
			t.Errorf("%v with %v: climbed to %g, want %g", x, y, got, want)
		}
	}
}

// Half a cosine by its values at quarters.
func TestHalfCosine(t *testing.T) {
	quarter := (1 - math.Sqrt2/2) / 2
	for over, want := range map[float64]float64{0: 3, 0.25: 3 - 2*quarter, 0.5: 2, 0.75: 1 + 2*quarter, 1: 1, 7: 1} {
		if got := ref.HalfCosine(3, 1, over); math.Abs(got-want) > 1e-12 {
			t.Errorf("at %g: %g, want %g", over, got, want)
		}
	}
}
