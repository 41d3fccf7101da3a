package toy2d_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	toy2d "gophergan/exercises/ex02_toy2d"
	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

// ring is the eight modes of lesson 02: on a circle of radius 2, with σ = 0.02.
func ring() (centres [][2]float64, sigma float64) {
	m := data.Ring8()
	for _, c := range m.Centres {
		centres = append(centres, [2]float64{c.X, c.Y})
	}
	return centres, m.Sigma
}

// around draws n points, 0.2 to 5 sigma from centres of the list, none closer to a limit of 3 sigma than rounding reaches.
func around(t *exercise.Trial, centres [][2]float64, sigma float64, n int) (points [][2]float64) {
	distance, angle := t.Uniform("distances in sigma", n, 0.2, 5), t.Uniform("angles", n, 0, 2*math.Pi)
	for i := range n {
		c := centres[t.Int("centre", 0, len(centres)-1)]
		points = append(points, [2]float64{c[0] + distance[i]*sigma*math.Cos(angle[i]), c[1] + distance[i]*sigma*math.Sin(angle[i])})
	}
	return points
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
				points, centres := [][2]float64{{2.5, 2.5}, {2, 2}, {-3, 0}, {0, 3.01}}, [][2]float64{{0, 0}}
				t.Given("points", points)
				t.Given("centres", centres)
				t.Given("sigma", 1.0)
				t.Number("share", toy2d.HighQuality(points, centres, 1), 0.5)
			},
		},
		exercise.Case{
			Name: "the modes are those of the ring, and two centres coincide", Points: 1, Core: true, Allow: 1e-12, Why: counted,
			Cause: "a point is good once, however many centres are near",
			Run: func(t *exercise.Trial) {
				centres, sigma := ring()
				centres = append(centres, centres[0])
				points := append(around(t, centres, sigma, 60), centres[0])
				want := coverage(points, centres, sigma).HighQuality
				t.Number("share", toy2d.HighQuality(points, centres, sigma), want)
			},
		},
	)
}

// coverage asks the library.
func coverage(points, centres [][2]float64, sigma float64) data.Coverage {
	m := data.Mixture{Sigma: sigma}
	for _, c := range centres {
		m.Centres = append(m.Centres, data.Point{X: c[0], Y: c[1]})
	}
	var flat []float32
	for _, p := range points {
		flat = append(flat, float32(p[0]), float32(p[1]))
	}
	c, err := m.Covered(flat)
	if err != nil {
		panic(err)
	}
	return c
}

func TestModes(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "everything lies in one mode", Points: 1, Core: true, Allow: 1e-12, Why: counted,
			Cause: "modes are counted, not points",
			Run: func(t *exercise.Trial) {
				centres, sigma := ring()
				c := centres[t.Int("mode", 0, 7)]
				points := [][2]float64{c, {c[0] + 0.01, c[1]}, {c[0], c[1] - 0.02}}
				t.Number("modes", float64(toy2d.Modes(points, centres, sigma)), 1)
			},
		},
		exercise.Case{
			Name: "no point is good", Points: 1, Allow: 1e-12, Why: counted,
			Cause: "a bad point covers nothing, though it too has a nearest centre",
			Run: func(t *exercise.Trial) {
				centres, sigma := ring()
				points := [][2]float64{{0, 0}, {1.5, 0}, {-2, 2}}
				t.Given("points", points)
				t.Number("modes", float64(toy2d.Modes(points, centres, sigma)), 0)
			},
		},
		exercise.Case{
			Name: "two centres are within reach of one point", Points: 1, Allow: 1e-12, Why: counted,
			Cause: "a point covers its nearest centre only",
			Run: func(t *exercise.Trial) {
				points, centres := [][2]float64{{0.4, 0}}, [][2]float64{{0, 0}, {1, 0}}
				t.Given("points", points)
				t.Given("centres", centres)
				t.Given("sigma", 1.0)
				t.Number("modes", float64(toy2d.Modes(points, centres, 1)), 1)
			},
		},
		exercise.Case{
			Name: "points lie around the ring", Points: 2, Core: true, Allow: 1e-12, Why: counted,
			Cause: "find the nearest centre of each point first, then ask whether it is near enough",
			Run: func(t *exercise.Trial) {
				centres, sigma := ring()
				points := around(t, centres, sigma, 9)
				want := coverage(points, centres, sigma).Modes
				t.Number("modes", float64(toy2d.Modes(points, centres, sigma)), float64(want))
			},
		},
	)
}

func TestPull(t *testing.T) {
	// pull tries D = a·x + b·y + c·(x² + y²), whose slope is (a + 2cx, b + 2cy).
	pull := func(t *exercise.Trial, d, x []float64) {
		D := func(x *Node) *Node {
			flat := ReduceSum(Mul(x, Const(x.Graph(), [][]float64{{d[0], d[1]}})), 1)
			return Add(flat, MulScalar(ReduceSum(Square(x), 1), d[2]))
		}
		points := ref.Array{Dims: []int{len(x) / 2, 2}, Values: x}
		got := plaingo.One(func(x []*Node) *Node { return toy2d.Pull(D, x[0]) }, points)
		want := ref.Zeros(points.Dims...)
		for i := 0; i < len(x); i += 2 {
			f := d[0]*x[i] + d[1]*x[i+1] + d[2]*(x[i]*x[i]+x[i+1]*x[i+1])
			want.Values[i] = ref.Sigmoid(-f) * (d[0] + 2*d[2]*x[i])
			want.Values[i+1] = ref.Sigmoid(-f) * (d[1] + 2*d[2]*x[i+1])
		}
		t.Arrays("pull", got, want)
	}
	const why = "a sigmoid in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "D is a slope, and says ½ of the only point", Points: 1, Allow: 1e-9, Why: why,
			Cause: "σ(0) = ½, so the pull is half of D's slope, uphill",
			Run: func(t *exercise.Trial) {
				pull(t, t.Vector("D's slope, and its curvature", 2, -1, 0), t.Vector("point", 0, 0))
			},
		},
		exercise.Case{
			Name: "D is sure that the point is generated", Points: 1, Allow: 1e-9, Why: why,
			Cause: "the worse a point, the harder it is pulled: σ(−f) is nearly 1",
			Run: func(t *exercise.Trial) {
				pull(t, t.Vector("D's slope, and its curvature", 1, 0, 0), t.Vector("point", -6, 0))
			},
		},
		exercise.Case{
			Name: "D is curved and there are several points", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "each point has the slope of its own score: differentiate the sum of the scores, not their mean",
			Run: func(t *exercise.Trial) {
				pull(t, t.Normal("D's slope, and its curvature", 3, 0, 1), t.Normal("points, x and y in turn", 8, 0, 1))
			},
		},
	)
}
