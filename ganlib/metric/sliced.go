package metric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// Sliced is the sliced Wasserstein distance (Rabin et al. 2011; Bonneel et al. 2015): along a line
// the distance of two sets is found by sorting, and random lines stand for all of space.
//
//	SW_p = (E_θ W_p(θ·x, θ·y)^p)^{1/p},   θ uniform on the sphere
//
// A set that is moved by v has SW₂ = ‖v‖/√d in d dimensions, on average.
type Sliced struct {
	Directions int
	Power      int // p: 1 or 2
	Seed       uint64
}

// Measure draws the directions and gives the distance.
func (s Sliced) Measure(real, fake *mat.Dense, of Source) (Result, error) {
	if err := checkSets("metric.Sliced", real, fake, 1); err != nil {
		return Result{}, err
	}
	if s.Directions < 1 || s.Power != 1 && s.Power != 2 {
		return Result{}, fmt.Errorf("metric.Sliced: got %d directions and power %d, want 1 or more, and 1 or 2", s.Directions, s.Power)
	}
	n, columns := real.Dims()
	m, _ := fake.Dims()
	random, sum := rand.New(rand.NewPCG(s.Seed, 0)), 0.0
	for range s.Directions {
		θ := mat.NewVecDense(columns, normalised(normal(random, columns)))
		sum += wasserstein(along(real, θ), along(fake, θ), s.Power)
	}
	return Result{Value: math.Pow(sum/float64(s.Directions), 1/float64(s.Power)), Card: Card{
		Metric: "sliced Wasserstein distance", Source: of, Real: n, Fake: m, Seed: strconv.FormatUint(s.Seed, 10),
		Settings: map[string]string{"directions": strconv.Itoa(s.Directions), "power": strconv.Itoa(s.Power)},
	}}, nil
}

// along is θ·x for each row, sorted.
func along(x *mat.Dense, θ *mat.VecDense) []float64 {
	var line mat.VecDense
	line.MulVec(x, θ)
	values := line.RawVector().Data
	slices.Sort(values)
	return values
}

// wasserstein is W_p^p of two sorted sets of numbers: ∫₀¹ |F⁻¹(u) − G⁻¹(u)|^p du, where F⁻¹ is a[i]
// from i/n to (i+1)/n. Both are cut where either has a step, in units of 1/(nm).
func wasserstein(a, b []float64, p int) float64 {
	n, m := len(a), len(b)
	sum := 0.0
	for at := 0; at < n*m; {
		i, j := at/m, at/n
		next := min((i+1)*m, (j+1)*n)
		d := math.Abs(a[i] - b[j])
		sum += math.Pow(d, float64(p)) * float64(next-at)
		at = next
	}
	return sum / float64(n*m)
}
