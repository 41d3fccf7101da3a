package ref

import (
	"math"
	"slices"
	"testing"
)

const gameDX = 0.05

// bells are two overlapping classes on cells of gameDX from −6 to 6.
func bells(mu float64) Joint {
	_, p := Bells(mu, 6, 240)
	return p
}

// blind is a G that ignores the class: the same everywhere, for both.
func blind() Joint {
	class := func() []float64 { return slices.Repeat([]float64{1.0 / 24}, 240) }
	return Joint{class(), class()}
}

func TestSlopesAreTheDerivatives(t *testing.T) {
	p, q := bells(1), blind()
	q[0][100], q[1][130] = 0.3, 0.01
	for name, game := range map[string]struct {
		value func(p, q Joint, dx float64) float64
		slope func(p, q Joint) Joint
	}{"untold": {UntoldValue, UntoldSlope}, "cgan": {CGANValue, CGANSlope}, "acgan": {ACGANValue, ACGANSlope}} {
		slope := game.slope(p, q)
		for y := range q {
			for _, i := range []int{60, 100, 119, 130, 180} {
				const h = 1e-6
				v := q[y][i]
				q[y][i] = v + h
				up := game.value(p, q, gameDX)
				q[y][i] = v - h
				down := game.value(p, q, gameDX)
				q[y][i] = v
				if want := (up - down) / (2 * h * gameDX); math.Abs(slope[y][i]-want) > 1e-6 { // rounding: 1e-16·1/(h·dx)
					t.Errorf("%s: the slope at class %d, place %d is %g, central differences say %g", name, y, i, slope[y][i], want)
				}
			}
		}
	}
}

// With everybody at their best a conditional GAN ends at the data, ACGAN at each class cut off
// where the other becomes the likelier one, and a G whose D is not told the class at the mixture of
// all, for every class.
func TestWhereTheGamesEnd(t *testing.T) {
	p := bells(1)
	untold, cgan, acgan := blind(), blind(), blind()
	for range 2000 {
		untold = untold.Descend(UntoldSlope(p, untold), 0.5)
		cgan = cgan.Descend(CGANSlope(p, cgan), 0.5)
		acgan = acgan.Descend(ACGANSlope(p, acgan), 0.5)
	}
	whole := 0.0
	for i := range 120 {
		whole += p[0][i] // left of 0
	}
	for i := range p[0] {
		if math.Abs(cgan[0][i]-p[0][i]) > 1e-6 {
			t.Errorf("cgan: q(x, 0) at place %d is %g, want that of the data, %g", i, cgan[0][i], p[0][i])
		}
		if mixture := (p[0][i] + p[1][i]) / 2; math.Abs(untold[0][i]-mixture) > 1e-6 {
			t.Errorf("untold: q(x, 0) at place %d is %g, want half of everything, %g", i, untold[0][i], mixture)
		}
		want := 0.0
		if i < 120 {
			want = p[0][i] * 0.5 / gameDX / whole
		}
		if math.Abs(acgan[0][i]-want) > 1e-3 {
			t.Errorf("acgan: q(x, 0) at place %d is %g, want %g: the data's left of 0, scaled, and nothing right of it", i, acgan[0][i],
				want)
		}
	}
	if v := CGANValue(p, cgan, gameDX); math.Abs(v+2*math.Ln2) > 1e-6 {
		t.Errorf("cgan ends at the value %g, want −2·log 2", v)
	}
	if at, end := ACGANValue(p, p, gameDX), ACGANValue(p, acgan, gameDX); end > at-0.1 {
		t.Errorf("acgan pays %g for the data themselves and %g where it ends: want less, by a tenth at least", at, end)
	}
}

// Classes stay as frequent as they are, and what has died out keeps a trace.
func TestDescendKeepsTheClasses(t *testing.T) {
	q := Joint{{1, 3, 0}, {2, 2, 2}}
	next := q.Descend(Joint{{0, math.Log(3), 0}, {1, 1, 1}}, 1)
	want := Joint{{2, 2, 1e-300}, {2, 2, 2}}
	for y := range want {
		for i := range want[y] {
			if math.Abs(next[y][i]-want[y][i]) > 1e-12 || next[y][i] == 0 {
				t.Errorf("class %d, place %d: got %g, want %g", y, i, next[y][i], want[y][i])
			}
		}
	}
}

// The bells are where they are said to be, all of them, and as wide.
func TestBellsAndTheirSpread(t *testing.T) {
	xs, p := Bells(1, 6, 240)
	if xs[0] != -5.975 || math.Abs(xs[239]-5.975) > 1e-12 {
		t.Errorf("the grid goes from %g to %g, want the middles of cells of 0.05 from −6 to 6", xs[0], xs[239])
	}
	for y, want := range []float64{-1, 1} {
		mass := 0.0
		for _, v := range p[y] {
			mass += v * gameDX
		}
		mean, deviation := p.Spread(y, xs)
		if math.Abs(mass-0.5) > 1e-6 || math.Abs(mean-want) > 1e-5 || math.Abs(deviation-1) > 1e-5 { // of which 3e-7 lie beyond ±6
			t.Errorf("class %d: %g of all at %g ± %g, want a half at %g ± 1", y, mass, mean, deviation, want)
		}
	}
	if mean, deviation := (Joint{{1, 3}}).Spread(0, []float64{0, 4}); mean != 3 || math.Abs(deviation-math.Sqrt(3)) > 1e-12 {
		t.Errorf("a quarter at 0 and the rest at 4 are %g ± %g, want 3 ± √3", mean, deviation)
	}
}
