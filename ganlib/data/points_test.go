package data

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/train"
)

var _ train.Source = (*Points)(nil)

var mixtures = []Mixture{Ring8(), Grid25(), TwoMoons(), Spiral()}

// integral sums f over a grid of cells of the side h that covers a mixture.
func integral(m Mixture, h float64, f func(x, y float64) float64) float64 {
	sum := 0.0
	for x := -5.0; x < 5; x += h {
		for y := -5.0; y < 5; y += h {
			if d2, _ := m.nearest(x, y); d2 < 64*m.Sigma*m.Sigma {
				sum += f(x, y) * h * h
			}
		}
	}
	return sum
}

func TestDensityIntegratesToOne(t *testing.T) {
	for _, m := range mixtures {
		if got := integral(m, m.Sigma, m.Density); math.Abs(got-1) > 1e-6 { // sums of smooth bells converge at once
			t.Errorf("the density of %s integrates to %.9f", m.Name, got)
		}
	}
}

// One Gaussian is known by hand, also so far away that its density is 0 in float64.
func TestLogDensityOfOneGaussian(t *testing.T) {
	m := Mixture{Name: "one", Centres: []Point{{1, -2}}, Sigma: 0.5}
	for _, p := range []Point{{1, -2}, {1.5, -2}, {3, 4}, {1e4, 0}} {
		r2 := (p.X-1)*(p.X-1) + (p.Y+2)*(p.Y+2)
		want := -r2/(2*0.25) - math.Log(2*math.Pi*0.25)
		if got := m.LogDensity(p.X, p.Y); math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("log p%v = %v, want %v", p, got, want)
		}
	}
}

// The points come from the density: the share in each half plane of each of three lines is its
// integral.
func TestPointsFollowTheDensity(t *testing.T) {
	const n = 40000
	for _, m := range mixtures {
		points := m.Sample(5, n)
		for _, line := range []struct{ a, b, c float64 }{{1, 0, 0.4}, {0, 1, -0.1}, {0.6, 0.8, 0.3}} {
			beyond := func(x, y float64) bool { return line.a*x+line.b*y > line.c }
			want := integral(m, m.Sigma/2, func(x, y float64) float64 {
				if beyond(x, y) {
					return m.Density(x, y)
				}
				return 0
			})
			got := 0.0
			for i := 0; i < len(points); i += 2 {
				if beyond(float64(points[i]), float64(points[i+1])) {
					got += 1.0 / n
				}
			}
			if allowed := 4*math.Sqrt(want*(1-want)/n) + 0.003; math.Abs(got-want) > allowed {
				t.Errorf("%s: %.4f of the points lie beyond the line %v, and %.4f of the density; allowed is %.4f", m.Name, got, line, want,
					allowed)
			}
		}
	}
}

func TestCoverageOfTheMixtureItself(t *testing.T) {
	const n = 20000
	perfect := 1 - math.Exp(-4.5) // a Gaussian of the plane within 3 deviations
	for _, m := range []Mixture{Ring8(), Grid25()} {
		c, err := m.Covered(m.Sample(1, n))
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(c.HighQuality-perfect) > 4*math.Sqrt(perfect*(1-perfect)/n) {
			t.Errorf("%s: %.4f of its own points are of high quality, want %.4f", m.Name, c.HighQuality, perfect)
		}
		if c.Modes != len(m.Centres) || len(m.Modes()) != len(m.Centres) {
			t.Errorf("%s: its own points hit %d of %d modes", m.Name, c.Modes, len(m.Modes()))
		}
		share := float64(n) * perfect / float64(len(m.Centres))
		for k, count := range c.PerMode {
			if math.Abs(float64(count)-share) > 5*math.Sqrt(share) {
				t.Errorf("%s: mode %d has %d of its own points, want about %.0f", m.Name, k, count, share)
			}
		}
	}
	for _, m := range []Mixture{TwoMoons(), Spiral()} {
		c, err := m.Covered(m.Sample(1, 2000))
		if err != nil || c.Modes != 0 || c.PerMode != nil || m.Modes() != nil || c.HighQuality < perfect {
			t.Errorf("%s: coverage %+v and %d modes, %v", m.Name, c, len(m.Modes()), err)
		}
	}
}

func TestCoverageOfFewPoints(t *testing.T) {
	m := Grid25()
	nan := float32(math.NaN())
	c, err := m.Covered([]float32{
		4, 4, // on a mode
		4.149, 4, // just within 3 deviations of it
		4.151, 4, // just beyond
		-4 + 0.1, -4 - 0.1, // within 3 of another
		0.12, 0.12, // within 3 on each axis, beyond along the diagonal
		nan, 0,
		1, 1, // between four
		float32(math.Inf(1)), 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := make([]int, 25)
	want[24], want[0] = 2, 1
	if c.HighQuality != 3./8 || c.Modes != 2 || !slices.Equal(c.PerMode, want) {
		t.Errorf("got %+v, want 3 of 8 points on modes 24, 24 and 0", c)
	}
	for _, n := range []int{0, 3} {
		if _, err := m.Covered(make([]float32, n)); err == nil || !strings.Contains(err.Error(), "not points of the plane") {
			t.Errorf("%d values: got the error %v", n, err)
		}
	}
}

func batchOf(t *testing.T, p *Points, k int) []float32 {
	t.Helper()
	batch, err := p.Batch(k)
	if err != nil {
		t.Fatal(err)
	}
	if err := batch["x"].Shape().Check(dtypes.Float32, p.size, 2); err != nil {
		t.Fatal(err)
	}
	return tensors.MustCopyFlatData[float32](batch["x"])
}

// A batch depends on its number and the seed alone; others give other points.
func TestPointsAreResumable(t *testing.T) {
	newPoints := func(seed uint64) *Points {
		p, err := NewPoints(Spiral(), seed, 64)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := newPoints(3)
	var batches [][]float32
	for k := range 5 {
		batches = append(batches, batchOf(t, p, k))
	}
	for _, k := range []int{3, 4, 1} {
		if !slices.Equal(batchOf(t, newPoints(3), k), batches[k]) {
			t.Errorf("batch %d is another one where it is asked for first", k)
		}
	}
	if slices.Equal(batches[0], batches[1]) || slices.Equal(batches[0], batchOf(t, newPoints(4), 0)) {
		t.Error("two batches or two seeds give the same points")
	}
	if p.Name() != "spiral" || p.PerEpoch() != 156 || p.BatchSize() != 64 {
		t.Errorf("%s has %d batches an epoch, want spiral and 156", p.Name(), p.PerEpoch())
	}
}

func TestNewPointsRefuses(t *testing.T) {
	empty, sharp := Ring8(), Ring8()
	empty.Centres, sharp.Sigma = nil, 0
	for _, c := range []struct {
		m    Mixture
		b    int
		want string
	}{{Ring8(), 0, "batch size of at least 1"}, {empty, 8, "0 centres"}, {sharp, 8, "deviation of 0"}} {
		if _, err := NewPoints(c.m, 1, c.b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got the error %v, want one with %q", err, c.want)
		}
	}
}
