package edit

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat"
)

// Amount is the direction along which an amount grows fastest, as a plane fits it: least squares
// with a penalty on the slope, over styles w [N][W] and what is true of the image of each,
//
//	min over a, b of  1/N Σ_i (a + bᵀ(w_i − w̄)/σ − y_i)² + λ‖b‖²
//
// with y brought to mean 0 and deviation 1, and the direction is b/‖b‖. σ is the size of the
// styles, so that λ is a pure number. Without λ the slope is taken along axes on which styles
// hardly vary and images hardly change.
func Amount(w [][]float32, y []float64, λ float64) (Direction, error) {
	x, err := centred(w, y)
	if err != nil {
		return nil, err
	}
	n, width := x.Dims()
	mean, std := stat.PopMeanStdDev(y, nil)
	if std == 0 {
		return nil, fmt.Errorf("edit: all %d values are %g, which has no direction; take images that differ in it", n, mean)
	}
	target := mat.NewVecDense(n, nil)
	for i, v := range y {
		target.SetVec(i, (v-mean)/std)
	}
	var xx mat.SymDense // xᵀx/N + λ
	xx.SymOuterK(1/float64(n), x.T())
	for j := range width {
		xx.SetSym(j, j, xx.At(j, j)+λ)
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(&xx) {
		return nil, fmt.Errorf("edit: %d styles do not tell a direction of %d values; take more of them, or λ above 0", n, width)
	}
	var xy, b mat.VecDense
	xy.MulVec(x.T(), target)
	xy.ScaleVec(1/float64(n), &xy)
	if err := cholesky.SolveVecTo(&b, &xy); err != nil {
		return nil, fmt.Errorf("edit: fitting an amount: %w", err)
	}
	return unit(b.RawVector().Data)
}

// Kind is the direction from images without something to those with it, straight across the
// boundary between them: logistic regression with a penalty on the slope,
//
//	min over a, b of  1/N Σ_i log(1 + exp(−s_i·(a + bᵀ(w_i − w̄)/σ))) + λ‖b‖²/2   with   s_i = 1 for has[i], else −1
//
// and the direction is b/‖b‖ (Shen et al. 2019, arXiv:1907.10786, section 2, where the boundary is
// that of a support vector machine).
func Kind(w [][]float32, has []bool, λ float64) (Direction, error) {
	y := make([]float64, len(has))
	with := 0
	for i, h := range has {
		if y[i] = -1; h {
			y[i] = 1
			with++
		}
	}
	x, err := centred(w, y)
	if err != nil {
		return nil, err
	}
	if with == 0 || with == len(has) {
		return nil, fmt.Errorf("edit: of %d images %d have it; a boundary needs images on both sides", len(has), with)
	}
	_, width := x.Dims()
	fit := logistic{x: x, s: y, λ: λ}
	found, err := optimize.Minimize(optimize.Problem{Func: fit.loss, Grad: fit.gradient}, make([]float64, width+1),
		&optimize.Settings{GradientThreshold: 1e-6}, &optimize.LBFGS{})
	if err != nil && found == nil {
		return nil, fmt.Errorf("edit: fitting a kind: %w", err)
	}
	return unit(found.X[1:])
}

// logistic is the function that Kind minimises; its argument is a and then b.
type logistic struct {
	x *mat.Dense
	s []float64
	λ float64
}

// margins are s_i·(a + bᵀx_i).
func (l logistic) margins(ab []float64) []float64 {
	n, width := l.x.Dims()
	var m mat.VecDense
	m.MulVec(l.x, mat.NewVecDense(width, ab[1:]))
	margins := make([]float64, n)
	for i := range margins {
		margins[i] = l.s[i] * (ab[0] + m.AtVec(i))
	}
	return margins
}

func (l logistic) loss(ab []float64) float64 {
	sum := 0.0
	for _, m := range l.margins(ab) {
		sum += max(-m, 0) + math.Log1p(math.Exp(-math.Abs(m))) // log(1 + exp(−m)) without overflow
	}
	return sum/float64(len(l.s)) + l.λ/2*floats.Dot(ab[1:], ab[1:])
}

func (l logistic) gradient(grad, ab []float64) {
	n, width := l.x.Dims()
	slope := mat.NewVecDense(n, nil) // of the loss by a + bᵀx_i
	for i, m := range l.margins(ab) {
		slope.SetVec(i, -l.s[i]/(1+math.Exp(m))/float64(n))
	}
	b := mat.NewVecDense(width, grad[1:])
	b.MulVec(l.x.T(), slope)
	floats.AddScaled(grad[1:], l.λ, ab[1:])
	grad[0] = mat.Sum(slope)
}

// Without is the part of d that is at right angles to all the others: along it the attribute
// changes and, as far as planes tell, theirs do not (“conditional manipulation”, Shen et al. 2019,
// section 2.3).
func (d Direction) Without(others ...Direction) (Direction, error) {
	rest := append(Direction(nil), d...)
	var basis []Direction // of the others, at right angles to each other
	for _, o := range others {
		o = append(Direction(nil), o...)
		for _, b := range basis {
			floats.AddScaled(o, -floats.Dot(o, b), b)
		}
		if norm := floats.Norm(o, 2); norm > 1e-6 { // else it adds nothing to those before
			floats.Scale(1/norm, o)
			basis = append(basis, o)
			floats.AddScaled(rest, -floats.Dot(rest, o), o)
		}
	}
	if floats.Norm(rest, 2) < 1e-6 {
		return nil, fmt.Errorf("edit: nothing is left of the direction without the %d others; keep fewer of them apart from it",
			len(others))
	}
	return unit(rest)
}

// centred are the styles less their mean, over their size σ, as a matrix [N, W].
func centred(w [][]float32, y []float64) (*mat.Dense, error) {
	if len(w) < 2 || len(w) != len(y) {
		return nil, fmt.Errorf("edit: got %d styles and %d values; want at least 2 styles, and a value for each", len(w), len(y))
	}
	n, width := len(w), len(w[0])
	x := mat.NewDense(n, width, nil)
	for i, row := range w {
		if len(row) != width {
			return nil, fmt.Errorf("edit: style %d has %d values and style 0 has %d; all have the same number", i, len(row), width)
		}
		for j, v := range row {
			x.Set(i, j, float64(v))
		}
	}
	for j := range width {
		column := mat.Col(nil, j, x)
		floats.AddConst(-floats.Sum(column)/float64(n), column)
		x.SetCol(j, column)
	}
	if σ := mat.Norm(x, 2) / math.Sqrt(float64(n*width)); σ > 0 {
		x.Scale(1/σ, x)
	}
	return x, nil
}

// unit is v over its length.
func unit(v []float64) (Direction, error) {
	norm := floats.Norm(v, 2)
	if !(norm > 0) || math.IsInf(norm, 0) {
		return nil, fmt.Errorf("edit: the fit has the slope %g, which is no direction; are there values that are not finite, or "+
			"images that do not differ?", norm)
	}
	d := append(Direction(nil), v...)
	floats.Scale(1/norm, d)
	return d, nil
}
