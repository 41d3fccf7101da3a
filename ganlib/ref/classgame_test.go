package ref

import (
	"math"
	"slices"
	"testing"
)

const gameDX = 0.05

// bells are two classes, N(−μ, 1) and N(μ, 1), each half of all, at the middles of cells of gameDX from −6 to 6.
func bells(mu float64) Joint {
	p := make(Joint, 2)
	for i := range 240 {
		x := -6 + gameDX*(float64(i)+0.5)
		p[0] = append(p[0], Normal(x, -mu, 1)/2)
		p[1] = append(p[1], Normal(x, mu, 1)/2)
	}
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
	}{"cgan": {CGANValue, CGANSlope}, "acgan": {ACGANValue, ACGANSlope}} {
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

// With everybody at their best a conditional GAN ends at the data, and ACGAN at each class cut off where the
// other becomes the likelier one.
func TestWhereTheGamesEnd(t *testing.T) {
	p := bells(1)
	cgan, acgan := blind(), blind()
	for range 2000 {
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
		want := 0.0
		if i < 120 {
			want = p[0][i] * 0.5 / gameDX / whole
		}
		if math.Abs(acgan[0][i]-want) > 1e-3 {
			t.Errorf("acgan: q(x, 0) at place %d is %g, want %g: the data's left of 0, scaled, and nothing right of it", i, acgan[0][i], want)
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
