package layer_test

import (
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/ref"
)

// grouped normalises every group of values of x, with ε in the root; group says to which one a
// value belongs.
func grouped(x ref.Array, ε float64, group func(image, position, channel int) [2]int) ref.Array {
	members := map[[2]int][]int{}
	c := x.Dims[len(x.Dims)-1]
	positions := len(x.Values) / x.Dims[0] / c
	for i := range x.Values {
		g := group(i/c/positions, i/c%positions, i%c)
		members[g] = append(members[g], i)
	}
	y := ref.Zeros(x.Dims...)
	for _, places := range members {
		values := make([]float64, len(places))
		for k, i := range places {
			values[k] = x.Values[i]
		}
		mean, variance := meanAndVariance(values)
		for _, i := range places {
			y.Values[i] = (x.Values[i] - mean) / math.Sqrt(variance+ε)
		}
	}
	return y
}

func byImage(image, _, _ int) [2]int                 { return [2]int{image, 0} }
func byImageAndChannel(image, _, channel int) [2]int { return [2]int{image, channel} }

// norms are the two that have weights, with an ε that shows.
var norms = map[string]struct {
	apply func(s *model.Scope, x *Node) *Node
	group func(image, position, channel int) [2]int
	dims  [][]int
}{
	"LayerNorm": {
		func(s *model.Scope, x *Node) *Node { return layer.LayerNorm(s, x, 0.5) }, byImage,
		[][]int{{4, 3}, {2, 5, 3}, {2, 2, 4, 3}},
	},
	"InstanceNorm": {
		func(s *model.Scope, x *Node) *Node { return layer.InstanceNorm(s, x, 0.5) }, byImageAndChannel,
		[][]int{{2, 5, 3}, {2, 2, 4, 3}},
	},
}

func TestNormsAreTheirFormulas(t *testing.T) {
	for name, norm := range norms {
		for _, dims := range norm.dims {
			x, why := random(1, dims...), fmt.Sprintf("%s of %v", name, dims)
			store := newStore(t, 1)
			want := grouped(x, 0.5, norm.group)
			for _, training := range []bool{true, false} {
				same(t, why+", γ = 1 and β = 0", compile(t, store, training, unary(norm.apply))(x)[0], want, rounding)
			}
			trainable(t, store, "/D/gamma", true)
			trainable(t, store, "/D/beta", true)

			store = newStore(t, 1)
			γ, β := random(2, 3), random(3, 3)
			set(store, "/D/gamma", γ)
			set(store, "/D/beta", β)
			for i := range want.Values {
				want.Values[i] = γ.Values[i%3]*want.Values[i] + β.Values[i%3]
			}
			same(t, why+", γ and β", compile(t, store, true, unary(norm.apply))(x)[0], want, rounding)
		}
	}
}

// A gradient penalty passes through both.
func TestNormGradients(t *testing.T) {
	for _, norm := range norms {
		store := newStore(t, 1)
		set(store, "/D/gamma", random(2, 3))
		checkGradients(t, store, true, norm.apply, random(1, 2, 2, 2, 3))
	}
	checkGradients(t, newStore(t, 1), true, func(_ *model.Scope, x *Node) *Node { return layer.PixelNorm(x) }, random(1, 2, 2, 2, 3))
}

// A flat image has the variance 0: what is left is β, and the gradient is finite.
func TestNormsOfAFlatImage(t *testing.T) {
	for name, norm := range norms {
		store := newStore(t, 1)
		set(store, "/D/beta", array([]float64{1, 2, 3}, 3))
		x := ref.Zeros(1, 2, 2, 3)
		for i := range x.Values {
			x.Values[i] = 7
		}
		out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
			y := norm.apply(s, x[0])
			return append([]*Node{y}, Gradient(ReduceAllSum(Square(y)), x[0])...)
		})(x)
		for i, y := range out[0].Values {
			gantest.Near(t, name+" of a flat image", y, float64(1+i%3), 0)
		}
		for _, g := range out[1].Values {
			if math.IsNaN(g) || math.IsInf(g, 0) {
				t.Errorf("%s of a flat image: gradient %v", name, out[1].Values)
			}
		}
	}
}

func TestPixelNorm(t *testing.T) {
	for _, dims := range [][]int{{3, 4}, {2, 2, 3, 4}} {
		x, want := random(1, dims...), ref.Zeros(dims...)
		for i := range x.Values {
			x.Values[i] *= 1e-4 // so small that 1e-8 shows
		}
		for i := range x.Values {
			sum := 0.0
			for _, v := range x.Values[i/4*4 : i/4*4+4] {
				sum += v * v
			}
			want.Values[i] = x.Values[i] / math.Sqrt(sum/4+1e-8)
		}
		got := compile(t, newStore(t, 1), true, unary(func(_ *model.Scope, x *Node) *Node { return layer.PixelNorm(x) }))(x)[0]
		same(t, fmt.Sprintf("pixel norm of %v", dims), got, want, rounding)
	}
	zero := gantest.Gradient(t, func(x ...*Node) *Node { return ReduceAllSum(layer.PixelNorm(x[0])) }, []float64{0, 0, 0})
	for _, g := range zero[0] {
		gantest.Near(t, "gradient at 0: 1/√1e-8", g, 1e4, 1e-6)
	}
}

func TestNormsRefuse(t *testing.T) {
	instance := func(s *model.Scope, x *Node) *Node { return layer.InstanceNorm(s, x, 1e-5) }
	refuses(t, `layer.InstanceNorm "/D": want floats x [B, …, C] with at least 3 axes`, instance, [][]float64{{1, 2}})
	refuses(t, `layer.LayerNorm "/D": want floats x [B, …, C] with at least 2 axes`, func(s *model.Scope, x *Node) *Node {
		return layer.LayerNorm(s, x, 1e-5)
	}, []float64{1, 2})
	refuses(t, `layer.LayerNorm "/D": want floats`, func(s *model.Scope, x *Node) *Node {
		return layer.LayerNorm(s, x, 1e-5)
	}, [][]int32{{1, 2}})
	for _, ε := range []float64{0, -1, math.NaN()} {
		refuses(t, fmt.Sprintf("and ε %g", ε), func(s *model.Scope, x *Node) *Node {
			return layer.LayerNorm(s, x, ε)
		}, [][]float64{{1, 2}})
	}
}
