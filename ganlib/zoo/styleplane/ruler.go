package styleplane

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Ruler reads the two attributes of a point off its style with two straight scales: the affine map
// x ≈ x̄ + A(w − w̄) that fits best (least squares). Where the styles are disentangled nothing is
// left for it to miss.
type Ruler struct {
	Missed float64 // share of the variance of the points that the map does not explain: 0 for an affine g, 1 if styles tell nothing

	x, w []float64 // means, [2] and [W]
	fit  mat.Dense // Aᵀ, [W, 2]
}

// NewRuler fits a ruler to styles w [N, W] and the points x [N, 2] that g makes of them, in one
// slice each.
func NewRuler(w, x []float32) (Ruler, error) {
	n := len(x) / Size
	if n == 0 || len(x)%Size != 0 || len(w)%n != 0 || len(w)/n >= n {
		return Ruler{}, fmt.Errorf("styleplane: got %d values of styles and %d of points; want a style for each point, and more of "+
			"them than a style has values", len(w), len(x))
	}
	var r Ruler
	in, out := matrix(w, n), matrix(x, n)
	r.w, r.x = centre(in), centre(out)
	if err := r.fit.Solve(in, out); err != nil {
		return Ruler{}, fmt.Errorf("styleplane: these styles fit no ruler, in some direction they do not vary: %w", err)
	}
	var rest mat.Dense
	rest.Mul(in, &r.fit)
	rest.Sub(out, &rest)
	r.Missed = math.Pow(mat.Norm(&rest, 2)/mat.Norm(out, 2), 2)
	return r, nil
}

// matrix is n rows of values.
func matrix(values []float32, n int) *mat.Dense {
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return mat.NewDense(n, len(values)/n, wide)
}

// centre takes the mean off each column and returns the means.
func centre(m *mat.Dense) (means []float64) {
	n, width := m.Dims()
	for j := range width {
		column := mat.Col(nil, j, m)
		mean := floats.Sum(column) / float64(n)
		floats.AddConst(-mean, column)
		m.SetCol(j, column)
		means = append(means, mean)
	}
	return means
}

// Read is where the ruler places the points of styles w [N, W]: x̄ + A(w − w̄), [N, 2] in one
// slice.
func (r Ruler) Read(w []float32) (x []float32) {
	for ; len(w) >= len(r.w); w = w[len(r.w):] {
		for j, at := range r.x {
			for i, mean := range r.w {
				at += (float64(w[i]) - mean) * r.fit.At(i, j)
			}
			x = append(x, float32(at))
		}
	}
	return x
}

// wayPoints is the number of points on a way that Detour walks.
const wayPoints = 33

// Detour walks straight through the space of styles, from the first of w [2n, W] to the second,
// from the third to the fourth and so on, and says how much farther g's points have walked than
// from end to end: Σ length/Σ distance − 1, which is 0 for an affine g. It is what the perceptual
// path length asks of images.
func (g *Game) Detour(w []float32) (float64, error) {
	width := g.recipe.W
	if len(w) == 0 || len(w)%(2*width) != 0 {
		return 0, fmt.Errorf("styleplane: %d values are no pairs of styles; give both ends of each way", len(w))
	}
	var ways []float32
	for ; len(w) > 0; w = w[2*width:] {
		for k := range wayPoints {
			t := float32(k) / (wayPoints - 1)
			for j := range width {
				ways = append(ways, w[j]+t*(w[width+j]-w[j]))
			}
		}
	}
	x, err := g.Synth(ways)
	if err != nil {
		return 0, err
	}
	length, distance := 0.0, 0.0
	for ; len(x) > 0; x = x[Size*wayPoints:] {
		way := x[:Size*wayPoints]
		for i := Size; i < len(way); i += Size {
			length += between(way[i-Size:], way[i:])
		}
		distance += between(way, way[len(way)-Size:])
	}
	return length/distance - 1, nil
}

func between(p, q []float32) float64 {
	return math.Hypot(float64(q[0])-float64(p[0]), float64(q[1])-float64(p[1]))
}
