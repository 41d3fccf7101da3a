package layer_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// iterate is one power iteration for the matrix W [rows, columns]: v and u afterwards, and σ =
// vᵀ·W·u.
func iterate(W ref.Array, u []float64) (v, next []float64, σ float64) {
	columns := len(u)
	rows := len(W.Values) / columns
	v, next = make([]float64, rows), make([]float64, columns)
	for i, w := range W.Values {
		v[i/columns] += w * u[i%columns]
	}
	scaleToUnit(v)
	for i, w := range W.Values {
		next[i%columns] += w * v[i/columns]
	}
	scaleToUnit(next)
	for i, w := range W.Values {
		σ += v[i/columns] * w * next[i%columns]
	}
	return v, next, σ
}

func scaleToUnit(x []float64) {
	norm := 0.0
	for _, a := range x {
		norm += a * a
	}
	for i := range x {
		x[i] /= math.Sqrt(norm)
	}
}

// largest is W's largest singular value, by as many iterations as it takes, and the directions that
// belong to it.
func largest(W ref.Array) (v, u []float64, σ float64) {
	u = random(99, W.Dims[len(W.Dims)-1]).Values
	for range 3000 {
		v, u, σ = iterate(W, u)
	}
	return v, u, σ
}

func divided(W ref.Array, σ float64) ref.Array {
	y := ref.Zeros(W.Dims...)
	for i, w := range W.Values {
		y.Values[i] = w / σ
	}
	return y
}

func TestSpectralNormOfADiagonal(t *testing.T) {
	W := array([]float64{3, 0, 0, 1}, 2, 2)
	calc := compile(t, newStore(t, 1), true, unary(layer.SpectralNorm))
	for range 30 { // the other direction shrinks to a ninth with each
		calc(W)
	}
	same(t, "diag(3, 1)/3", calc(W)[0], array([]float64{1, 0, 0, 1. / 3}, 2, 2), rounding)
}

// A matrix of rank 1 has one direction, which the first iteration finds from wherever it starts.
// That σ is ‖a‖·‖b‖.
func TestSpectralNormOfRankOne(t *testing.T) {
	a, b := []float64{1, -2, 2}, []float64{3, 4}
	W := ref.Zeros(3, 2)
	for i := range W.Values {
		W.Values[i] = a[i/2] * b[i%2]
	}
	for _, training := range []bool{true, false} {
		same(t, "a·bᵀ/15", compile(t, newStore(t, 1), training, unary(layer.SpectralNorm))(W)[0], divided(W, 15), rounding)
	}
}

// Every step against the formulas, for a matrix and for the kernel of a convolution. Only training
// moves u.
func TestSpectralNormIterates(t *testing.T) {
	for _, dims := range [][]int{{4, 3}, {2, 3, 2, 3}} {
		W, u := random(1, dims...), []float64{0.6, 0, -0.8}
		store := newStore(t, 1)
		set(store, "/D/u", array(append([]float64{}, u...), 3))
		train, eval := compile(t, store, true, unary(layer.SpectralNorm)), compile(t, store, false, unary(layer.SpectralNorm))
		for step := range 4 {
			_, next, σ := iterate(W, u)
			why := fmt.Sprintf("W %v, step %d", dims, step)
			same(t, why+", not training", eval(W)[0], divided(W, σ), rounding)
			same(t, why+", u stays", array(variable(t, store, "/D/u"), 3), array(u, 3), rounding)
			same(t, why+", training", train(W)[0], divided(W, σ), rounding)
			same(t, why+", u moves", array(variable(t, store, "/D/u"), 3), array(next, 3), rounding)
			u = next
		}
		trainable(t, store, "/D/u", false)
	}
}

func TestSpectralNormStartsInARandomDirection(t *testing.T) {
	var starts [2][]float64
	for i := range starts {
		store := newStore(t, int64(1+i))
		compile(t, store, false, unary(layer.SpectralNorm))(random(1, 2, 50))
		starts[i] = variable(t, store, "/D/u")
		norm := 0.0
		for _, v := range starts[i] {
			norm += v * v
		}
		gantest.Near(t, "‖u‖ at the start", norm, 1, rounding)
		mean, _ := meanAndVariance(starts[i])
		gantest.Near(t, "u's mean, within 4 standard deviations of 50 values of size √(1/50)", mean, 0, 4./50)
	}
	if starts[0][0] == starts[1][0] {
		t.Error("two seeds give the same direction")
	}
}

// For L = Σ C·W/σ with σ = vᵀ·W·u and constant u and v: ∂L/∂W = C/σ − (Σ C·W)/σ²·v·uᵀ.
func TestSpectralNormGradientOfThePaper(t *testing.T) {
	for _, dims := range [][]int{{4, 3}, {2, 2, 2, 3}} {
		W, C, u := random(1, dims...), random(2, dims...), []float64{0.6, 0, -0.8}
		store := newStore(t, 1)
		set(store, "/D/u", array(append([]float64{}, u...), 3))
		grad := compile(t, store, false, func(s *model.Scope, x []*Node) []*Node {
			return Gradient(ReduceAllSum(Mul(x[1], layer.SpectralNorm(s, x[0]))), x[0])
		})
		v, u, σ := iterate(W, u)
		same(t, "after one iteration", grad(W, C)[0], spectralGradient(W, C, v, u, σ), rounding)

		v, u, σ = largest(W)
		set(store, "/D/converged/u", array(u, 3))
		grad = compile(t, store, false, func(s *model.Scope, x []*Node) []*Node {
			return Gradient(ReduceAllSum(Mul(x[1], layer.SpectralNorm(s.At("converged"), x[0]))), x[0])
		})
		got := grad(W, C)[0]
		same(t, "converged", got, spectralGradient(W, C, v, u, σ), 1e-10)
		// There it is the gradient of the true W/σ(W): its u and v are best ones, so that to move them
		// changes nothing.
		value := func(h float64, i int) (sum float64) {
			moved := array(append([]float64{}, W.Values...), W.Dims...)
			moved.Values[i] += h
			_, _, σ := largest(moved)
			for j, w := range moved.Values {
				sum += C.Values[j] * w / σ
			}
			return sum
		}
		for i := range W.Values {
			const step = 1e-5
			gantest.Near(t, fmt.Sprintf("against the true σ, by W[%d]", i), got.Values[i], (value(step, i)-value(-step, i))/(2*step),
				1e-8)
		}
	}
}

func spectralGradient(W, C ref.Array, v, u []float64, σ float64) ref.Array {
	sum, want := 0.0, ref.Zeros(W.Dims...)
	for i := range W.Values {
		sum += C.Values[i] * W.Values[i]
	}
	for i := range W.Values {
		want.Values[i] = C.Values[i]/σ - sum/(σ*σ)*v[i/len(u)]*u[i%len(u)]
	}
	return want
}

// A layer's kernel, as it is used: after 30 steps its largest singular value is 1.
func TestSpectralWeightsHaveSigmaOne(t *testing.T) {
	store := newStore(t, 1)
	w := layer.Weights{Init: layer.Scaled(3), Spectral: true}
	x := random(1, 1, 4, 4, 5)
	conv := compile(t, store, true, unary(func(s *model.Scope, x *Node) *Node { return w.Conv(s, x, 6, 3, op.Same(3)) }))
	var y ref.Array
	for range 30 {
		y = conv(x)[0]
	}
	W := array(variable(t, store, "/D/W"), 3, 3, 5, 6)
	// y = conv(x, W)/σ for the σ that was used, which the formula of conv tells.
	full := ref.Conv(x, W, []ref.Walk{{Stride: 1, Before: 1, After: 1}, {Stride: 1, Before: 1, After: 1}})
	used := full.Values[0] / y.Values[0]
	same(t, "conv(x, W/σ)", y, divided(full, used), rounding)
	_, _, σ := largest(W)
	gantest.Near(t, "σ(W/σ): random matrices have no gap behind their largest value, so 30 iterations are not exact", σ/used, 1,
		0.01)
	if σ < 2 {
		t.Errorf("σ(W) is %g and so near 1 that the test would prove nothing", σ)
	}
}

// Two looks at one layer in a graph are two iterations.
func TestSpectralNormTwiceInOneGraph(t *testing.T) {
	W, u := random(1, 4, 3), []float64{0.6, 0, -0.8}
	store := newStore(t, 1)
	set(store, "/D/u", array(append([]float64{}, u...), 3))
	out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		return []*Node{layer.SpectralNorm(s, x[0]), layer.SpectralNorm(s, x[0])}
	})(W)
	for i, y := range out {
		_, next, σ := iterate(W, u)
		same(t, fmt.Sprintf("look %d", i), y, divided(W, σ), rounding)
		u = next
	}
	same(t, "u", array(variable(t, store, "/D/u"), 3), array(u, 3), rounding)
}

// Weights of zeros have no direction: they stay zeros, their gradient is finite, and u still has a
// direction for later.
func TestSpectralNormOfZeros(t *testing.T) {
	store := newStore(t, 1)
	calc := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		y := layer.SpectralNorm(s, x[0])
		return append([]*Node{y}, Gradient(ReduceAllSum(y), x[0])...)
	})
	for range 2 {
		out := calc(ref.Zeros(3, 2))
		same(t, "0/σ", out[0], ref.Zeros(3, 2), 0)
		same(t, "gradient: what is 0 is divided by 1", out[1], array([]float64{1, 1, 1, 1, 1, 1}, 3, 2), 0)
	}
	for range 30 {
		calc(array([]float64{3, 0, 0, 1, 0, 0}, 3, 2))
	}
	same(t, "once there are weights", calc(array([]float64{3, 0, 0, 1, 0, 0}, 3, 2))[0], array([]float64{1, 0, 0, 1. / 3, 0, 0}, 3,
		2), rounding)
}

func TestSpectralNormRefuses(t *testing.T) {
	refuses(t, `layer.SpectralNorm "/D": got weights (Float64)[2]`, layer.SpectralNorm, []float64{1, 2})
}
