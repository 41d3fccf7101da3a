package toy2d_test

import (
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	toy2d "gophergan/exercises/ex02_toy2d"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

// ring is modes on a circle, as in lesson 02, of which the radius, the number and σ are drawn. Neighbours are 4 to 9 sigma apart, so a point can
// be within reach of two.
func ring(t *exercise.Trial) (centres [][2]float64, sigma float64) {
	n, drawn := t.Size(6, 9), t.Uniform("radius, first angle, and sigmas from centre to centre", 3, 0, 1)
	radius := 1 + 2*drawn[0]
	for i := range n {
		angle := 2 * math.Pi * (drawn[1] + float64(i)) / float64(n)
		centres = append(centres, [2]float64{radius * math.Cos(angle), radius * math.Sin(angle)})
	}
	return centres, 2 * radius * math.Sin(math.Pi/float64(n)) / (4 + 5*drawn[2])
}

// around draws n points, 0.2 to 5 sigma from centres of the list. None lies as close to a limit of 3 sigma as rounding reaches.
func around(t *exercise.Trial, centres [][2]float64, sigma float64, n int) (points [][2]float64) {
	distance, angle := t.Uniform("distances in sigma", n, 0.2, 5), t.Uniform("angles", n, 0, 2*math.Pi)
	for i := range n {
		c := centres[t.Size(0, len(centres)-1)]
		points = append(points, [2]float64{c[0] + distance[i]*sigma*math.Cos(angle[i]), c[1] + distance[i]*sigma*math.Sin(angle[i])})
	}
	return points
}

// turned turns points by quarters around (0, 0) and makes them so many times larger.
func turned(points [][2]float64, quarters int, size float64) (all [][2]float64) {
	for _, p := range points {
		for range quarters {
			p = [2]float64{-p[1], p[0]}
		}
		all = append(all, [2]float64{size * p[0], size * p[1]})
	}
	return all
}

// pose draws how often a fixed case is turned, and its σ: a power of 2, so that what lies exactly on a line stays there.
func pose(t *exercise.Trial) (quarters int, sigma float64) {
	return t.Size(0, 3), math.Exp2(float64(t.Size(-4, 2)))
}

const counted = "it is counted"

func TestHighQuality(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "two of four points are good", Points: 1, Allow: 1e-12, Why: counted,
			Cause: "good is what lies within 3·sigma of a centre; one point is 2.9, one is 3.1 sigma away",
			Run: func(t *exercise.Trial) {
				points, centres := [][2]float64{{0.029, 0}, {0.031, 0}, {1, 0.999}, {5, 5}}, [][2]float64{{0, 0}, {1, 1}}
				t.Given("points", points)
				t.Given("centres", centres)
				t.Given("sigma", 0.01)
				t.Number("share", toy2d.HighQuality(points, centres, 0.01), 0.5)
			},
		},
		exercise.Case{
			Name: "points lie off along both axes", Points: 1, Allow: 1e-12, Why: counted,
			Cause: "2.5 sigma to the right and 2.5 sigma up are √2·2.5 = 3.5 sigma away, which is too far; exactly 3 sigma are not",
			Run: func(t *exercise.Trial) {
				quarters, sigma := pose(t)
				points, centres := turned([][2]float64{{2.5, 2.5}, {2, 2}, {-3, 0}, {0, 3.01}}, quarters, sigma), [][2]float64{{0, 0}}
				t.Given("points", points)
				t.Given("centres", centres)
				t.Given("sigma", sigma)
				t.Number("share", toy2d.HighQuality(points, centres, sigma), 0.5)
			},
		},
		exercise.Case{
			Name: "modes lie on a ring, and two centres coincide", Points: 1, Core: true, Allow: 1e-12, Why: counted,
			Cause: "a point is good once, however many centres are near",
			Run: func(t *exercise.Trial) {
				const sets = 4
				got, want := make([]float64, sets), make([]float64, sets)
				for i := range sets {
					centres, sigma := ring(t)
					centres = append(centres, centres[0])
					points := append(around(t, centres, sigma, t.Size(15, 25)), centres[0])
					want[i], _ = coverage(points, centres, sigma)
					got[i] = toy2d.HighQuality(points, centres, sigma)
				}
				t.Numbers("shares, of four sets of points", got, want)
			},
		},
	)
}

// coverage is the share of the points that are good, and how many centres are the nearest one of a good point.
func coverage(points, centres [][2]float64, sigma float64) (share, modes float64) {
	near := make([]int, len(centres))
	for _, p := range points {
		distance2 := make([]float64, len(centres))
		for k, c := range centres {
			distance2[k] = (p[0]-c[0])*(p[0]-c[0]) + (p[1]-c[1])*(p[1]-c[1])
		}
		if least := slices.Min(distance2); least <= 9*sigma*sigma {
			near[slices.Index(distance2, least)]++
			share += 1 / float64(len(points))
		}
	}
	for _, n := range near {
		modes += float64(min(n, 1))
	}
	return share, modes
}

func TestModes(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "everything lies in one mode", Points: 1, Allow: 1e-12, Why: counted,
			Cause: "modes are counted, not points",
			Run: func(t *exercise.Trial) {
				centres, sigma := ring(t)
				c := centres[t.Size(0, len(centres)-1)]
				points := [][2]float64{c, {c[0] + sigma/2, c[1]}, {c[0], c[1] - sigma}}
				t.Given("points", points)
				t.Number("modes", float64(toy2d.Modes(points, centres, sigma)), 1)
			},
		},
		exercise.Case{
			Name: "no point is good", Points: 1, Allow: 1e-12, Why: counted,
			Cause: "a bad point covers nothing, though it too has a nearest centre",
			Run: func(t *exercise.Trial) {
				centres, sigma := ring(t)
				points := make([][2]float64, t.Size(2, 4)) // in the middle of the ring, where no mode is
				for i := range points {
					points[i][0] = float64(i) * sigma / 10
				}
				t.Given("points", points)
				t.Number("modes", float64(toy2d.Modes(points, centres, sigma)), 0)
			},
		},
		exercise.Case{
			Name: "two centres are within reach of one point", Points: 1, Allow: 1e-12, Why: counted,
			Cause: "a point covers its nearest centre only",
			Run: func(t *exercise.Trial) {
				quarters, sigma := pose(t)
				points, centres := turned([][2]float64{{0.4, 0}}, quarters, sigma), turned([][2]float64{{0, 0}, {1, 0}}, quarters, sigma)
				t.Given("points", points)
				t.Given("centres", centres)
				t.Given("sigma", sigma)
				t.Number("modes", float64(toy2d.Modes(points, centres, sigma)), 1)
			},
		},
		exercise.Case{
			Name: "points lie around a ring", Points: 2, Core: true, Allow: 1e-12, Why: counted,
			Cause: "find the nearest centre of each point first, then ask whether it is near enough",
			Run: func(t *exercise.Trial) {
				const sets = 10
				got, want := make([]float64, sets), make([]float64, sets)
				for i := range sets {
					centres, sigma := ring(t)
					points := around(t, centres, sigma, t.Size(3, 14))
					_, want[i] = coverage(points, centres, sigma)
					got[i] = float64(toy2d.Modes(points, centres, sigma))
				}
				t.Numbers("modes, of ten sets of points", got, want)
			},
		},
	)
}

func TestPull(t *testing.T) {
	// pull tries D = a·x + b·y + c·x² + e·xy, whose slope is (a + 2cx + ey, b + ex).
	pull := func(t *exercise.Trial, d, x []float64) {
		D := func(x *Node) *Node {
			flat := ReduceSum(Mul(x, Const(x.Graph(), [][]float64{{d[0], d[1]}})), 1)
			first, second := Reshape(Slice(x, AxisRange(), AxisElem(0)), -1), Reshape(Slice(x, AxisRange(), AxisElem(1)), -1)
			return Add(flat, Add(MulScalar(Square(first), d[2]), MulScalar(Mul(first, second), d[3])))
		}
		points := ref.Array{Dims: []int{len(x) / 2, 2}, Values: x}
		got := plaingo.One(func(x []*Node) *Node { return toy2d.Pull(D, x[0]) }, points)
		want := ref.Zeros(points.Dims...)
		for i := 0; i < len(x); i += 2 {
			f := d[0]*x[i] + d[1]*x[i+1] + d[2]*x[i]*x[i] + d[3]*x[i]*x[i+1]
			want.Values[i] = ref.Sigmoid(-f) * (d[0] + 2*d[2]*x[i] + d[3]*x[i+1])
			want.Values[i+1] = ref.Sigmoid(-f) * (d[1] + d[3]*x[i])
		}
		t.Arrays("pull", got, want)
	}
	const why = "a sigmoid in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "D is a slope, and says ½ of the only point", Points: 1, Allow: 1e-9, Why: why,
			Cause: "σ(0) = ½, so the pull is half of D's slope, uphill",
			Run: func(t *exercise.Trial) {
				pull(t, t.Vector("D's slope, and how it is curved", 2, -1, 0, 0), t.Vector("point", 0, 0))
			},
		},
		exercise.Case{
			Name: "D is sure that the point is generated", Points: 1, Allow: 1e-9, Why: why,
			Cause: "the worse a point, the harder it is pulled: σ(−f) is nearly 1",
			Run: func(t *exercise.Trial) {
				pull(t, t.Vector("D's slope, and how it is curved", 1, 0, 0, 0), t.Vector("point", -6, 0))
			},
		},
		exercise.Case{
			Name: "D is curved and there are several points", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "each point has the slope of its own score: differentiate the sum of the scores, not their mean",
			Run: func(t *exercise.Trial) {
				pull(t, t.Normal("D's slope at 0, and how it is curved", 4, 0, 1), t.Normal("points, x and y in turn", 2*t.Size(2, 5), 0, 1))
			},
		},
	)
}
