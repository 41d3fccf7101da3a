package layer_test

import (
	"fmt"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/ref"
)

func projection(w layer.Weights, classes int) func(s *model.Scope, φ, y *Node) *Node {
	return func(s *model.Scope, φ, y *Node) *Node { return layer.Projection(s, φ, y, classes, w) }
}

var plainWeights = layer.Weights{Init: layer.Normal(1), Bias: true}

func TestProjection(t *testing.T) {
	for name, backend := range backends(t) {
		store := newStore(t, 1)
		set(store, "/D/psi/W", array([]float64{0.5, -1}, 2, 1))
		set(store, "/D/psi/b", array([]float64{0.25}, 1))
		set(store, "/D/V/W", array([]float64{1, 0, 0, 3}, 2, 2))
		got := compileOn(t, backend, store, true,
			unary(of([]int32{0, 1}, projection(plainWeights, 2))))(array([]float64{1, 2, 1, 2}, 2, 2))[0]
		same(t, name+": by hand", got, array([]float64{-0.25, 4.75}, 2), rounding)

		φ, V, w, y := random(1, 4, 3), random(2, 5, 3), random(3, 3, 1), []int32{4, 0, 4, 2}
		store = newStore(t, 1)
		set(store, "/D/psi/W", w)
		set(store, "/D/psi/b", array([]float64{-0.7}, 1))
		set(store, "/D/V/W", V)
		got = compileOn(t, backend, store, true, unary(of(y, projection(plainWeights, 5))))(φ)[0]
		for i, row := range table(φ) {
			want := ref.Projection(row, int(y[i]), table(V), w.Values, -0.7)
			gantest.Near(t, fmt.Sprintf("%s: twin, image %d", name, i), got.Values[i], want, rounding)
		}
	}
}

// With V = 0, and for a class that there is not, what is left is the score without a class, to the
// bit.
func TestProjectionWithoutClasses(t *testing.T) {
	φ, w := random(1, 3, 4), random(2, 4, 1)
	score := func(V ref.Array, y []int32) ref.Array {
		store := newStore(t, 1)
		set(store, "/D/psi/W", w)
		set(store, "/D/V/W", V)
		return compile(t, store, true, unary(of(y, projection(plainWeights, 2))))(φ)[0]
	}
	store := newStore(t, 1)
	set(store, "/D/W", w)
	ψ := compile(t, store, true, unary(func(s *model.Scope, x *Node) *Node {
		return Reshape(plainWeights.Dense(s, x, 1), -1)
	}))(φ)[0]
	same(t, "V = 0", score(ref.Zeros(2, 4), []int32{0, 1, 1}), ψ, 0)
	same(t, "no class", score(random(3, 2, 4), []int32{2, -1, 9}), ψ, 0)
}

// The gradient by a row of V is the sum of the features of the images of that class, on both
// backends.
func TestProjectionLearnsByClass(t *testing.T) {
	φ, y := random(1, 3, 2), []int32{2, 0, 2}
	want := ref.Zeros(3, 2)
	for i, v := range φ.Values {
		want.Values[int(y[i/2])*2+i%2] += v
	}
	for name, backend := range backends(t) {
		out := compileOn(t, backend, newStore(t, 1), true, func(s *model.Scope, in []*Node) []*Node {
			score := layer.Projection(s, in[0], Const(in[0].Graph(), y), 3, plainWeights)
			return Gradient(ReduceAllSum(score), s.At("V").GetVariable("W").NodeValue(score))
		})(φ)
		same(t, name, out[0], want, rounding)
	}
}

// Spectral norm divides ψ and the whole table V, each by its own σ; the table has no bias, whatever
// ψ has.
func TestProjectionWithSpectralNorm(t *testing.T) {
	w := layer.Weights{Init: layer.Normal(1), Bias: true, Spectral: true}
	φ, V, ψ, y := random(1, 2, 3), random(2, 4, 3), random(3, 3, 1), []int32{3, 1}
	store := newStore(t, 1)
	set(store, "/D/psi/W", ψ)
	set(store, "/D/V/W", V)
	_, u, σV := largest(V)
	set(store, "/D/V/u", array(u, 3)) // one iteration from the direction itself stays there
	_, _, σψ := largest(ψ)
	got := compile(t, store, true, unary(of(y, projection(w, 4))))(φ)[0]
	over := func(a ref.Array, σ float64) ref.Array {
		b := ref.Zeros(a.Dims...)
		for i, v := range a.Values {
			b.Values[i] = v / σ
		}
		return b
	}
	for i, row := range table(φ) {
		want := ref.Projection(row, int(y[i]), table(over(V, σV)), over(ψ, σψ).Values, 0)
		gantest.Near(t, fmt.Sprintf("image %d", i), got.Values[i], want, 1e-9)
	}
	if store.GetVariable("/D/V/b") != nil || store.GetVariable("/D/psi/b") == nil {
		t.Error("want a bias for ψ and none for V")
	}
}

func TestProjectionRefuses(t *testing.T) {
	two := [][]float64{{1, 2}, {3, 4}}
	apply := func(classes int, y any) func(s *model.Scope, x *Node) *Node {
		return func(s *model.Scope, x *Node) *Node {
			return layer.Projection(s, x, Const(x.Graph(), y), classes, plainWeights)
		}
	}
	const want = `layer.Projection "/D": want features [B, dim], integer classes y [B] and at least 1 class`
	refuses(t, want, apply(2, []int32{0}), two)
	refuses(t, want, apply(2, []float32{0, 1}), two)
	refuses(t, want, apply(0, []int32{0, 1}), two)
	refuses(t, want, apply(2, []int32{0, 1}), [][][]float64{two, two})
}
