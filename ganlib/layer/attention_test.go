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

func attention(s *model.Scope, x *Node) *Node {
	return layer.SelfAttention(s, x, layer.Weights{Init: layer.Normal(0.4)})
}

// project is x·W at each position of x [B, H, W, C]: a 1×1 convolution.
func project(x ref.Array, W []float64, out int) ref.Array {
	in := x.Dims[3]
	return ref.Conv(x, array(W, 1, 1, in, out), []ref.Walk{{Stride: 1}, {Stride: 1}})
}

// pooled is the largest of each 2×2 of x [B, H, W, C].
func pooled(x ref.Array) ref.Array {
	h, w, c := x.Dims[1], x.Dims[2], x.Dims[3]
	y := ref.Zeros(x.Dims[0], h/2, w/2, c)
	for i := range y.Values {
		image, row, column, channel := i/c/(w/2)/(h/2), i/c/(w/2)%(h/2), i/c%(w/2), i%c
		best := math.Inf(-1)
		for _, d := range [][2]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
			best = max(best, x.Values[((image*h+2*row+d[0])*w+2*column+d[1])*c+channel])
		}
		y.Values[i] = best
	}
	return y
}

// attended is Σ_i β_ji·g_i for every position j, with β_ji = softmax_i(θ_j·φ_i).
func attended(θ, φ, g ref.Array) ref.Array {
	rows := func(a ref.Array, image int) [][]float64 {
		c, n := a.Dims[3], a.Dims[1]*a.Dims[2]
		var all [][]float64
		for i := range n {
			all = append(all, a.Values[(image*n+i)*c:(image*n+i+1)*c])
		}
		return all
	}
	o := ref.Zeros(θ.Dims[0], θ.Dims[1], θ.Dims[2], g.Dims[3])
	for image := range θ.Dims[0] {
		to := rows(o, image)
		for j, query := range rows(θ, image) {
			total := 0.0
			for i, key := range rows(φ, image) {
				score := 0.0
				for k := range key {
					score += query[k] * key[k]
				}
				weight := math.Exp(score)
				total += weight
				for k, v := range rows(g, image)[i] {
					to[j][k] += weight * v
				}
			}
			for k := range to[j] {
				to[j][k] /= total
			}
		}
	}
	return o
}

func TestSelfAttentionStartsAsTheIdentity(t *testing.T) {
	store, x := newStore(t, 1), random(1, 2, 4, 2, 8)
	out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		y := attention(s, x[0])
		return append([]*Node{y}, Gradient(ReduceAllSum(Square(y)), s.GetVariable("gamma").NodeValue(y))...)
	})(x)
	same(t, "y = x", out[0], x, 0)
	if out[1].Values[0] == 0 {
		t.Error("γ has no gradient, and could never leave 0")
	}
	gantest.Near(t, "γ", variable(t, store, "/D/gamma")[0], 0, 0)
	trainable(t, store, "/D/gamma", true)
}

// The whole layer against plain Go, once γ is not 0.
func TestSelfAttentionIsItsFormula(t *testing.T) {
	const c = 16
	for _, dims := range [][]int{{2, 4, 2, c}, {1, 2, 6, c}} {
		store, x := newStore(t, 1), random(1, dims...)
		set(store, "/D/gamma", array([]float64{0.7}))
		w := layer.Weights{Init: layer.Normal(0.4), Bias: true} // the bias is not asked for by the paper, and not made
		y := compile(t, store, true, unary(func(s *model.Scope, x *Node) *Node { return layer.SelfAttention(s, x, w) }))(x)[0]

		W := func(name string) []float64 { return variable(t, store, "/D/"+name+"/W") }
		o := attended(project(x, W("theta"), c/8), pooled(project(x, W("phi"), c/8)), pooled(project(x, W("g"), c/2)))
		want := project(o, W("v"), c)
		for i := range want.Values {
			want.Values[i] = x.Values[i] + 0.7*want.Values[i]
		}
		same(t, fmt.Sprintf("x %v", dims), y, want, rounding)
		if n := store.RootScope().At("D").NumParameters(); n != c*c/8+c*c/8+c*c/2+c/2*c+1 {
			t.Errorf("%d parameters, want those of four 1×1 convolutions without biases, and γ", n)
		}
	}
}

func TestSelfAttentionWithSpectralWeights(t *testing.T) {
	store := newStore(t, 1)
	w := layer.Weights{Init: layer.Normal(1), Spectral: true}
	compile(t, store, true, unary(func(s *model.Scope, x *Node) *Node {
		return layer.SelfAttention(s, x, w)
	}))(random(1, 1, 2, 2, 8))
	for _, name := range []string{"theta", "phi", "g", "v"} {
		trainable(t, store, "/D/"+name+"/u", false)
	}
}

// A gradient penalty passes through, softmax, maximum and all.
func TestSelfAttentionGradients(t *testing.T) {
	store := newStore(t, 1)
	set(store, "/D/gamma", array([]float64{0.7}))
	checkGradients(t, store, true, attention, random(1, 1, 4, 2, 8))
}

func TestSelfAttentionRefuses(t *testing.T) {
	for _, dims := range [][]int{{1, 3, 2, 8}, {1, 2, 3, 8}, {1, 2, 2, 12}, {1, 2, 8}} {
		refuses(t, `layer.SelfAttention "/D": want x [B, H, W, C] with H and W even and C a multiple of 8`, attention,
			tensorOf(ref.Zeros(dims...)))
	}
}
