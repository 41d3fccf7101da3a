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
	"gophergan/ganlib/train"
)

// delta is a kernel [size, size, channels, channels] that copies, as [layer.Equalized] keeps it: v
// times 1/√fanIn is 1 in the middle.
func delta(size, channels int) ref.Array {
	k := ref.Zeros(size, size, channels, channels)
	middle := (size*size - 1) / 2 * channels * channels
	for c := range channels {
		k.Values[middle+c*channels+c] = math.Sqrt(float64(size * size * channels))
	}
	return k
}

// used is a kernel as the convolution sees it, of one that is kept.
func used(v ref.Array, rate float64) ref.Array {
	w := ref.Zeros(v.Dims...)
	fanIn := v.Dims[0] * v.Dims[1] * v.Dims[2]
	for i := range v.Values {
		w.Values[i] = v.Values[i] * rate / math.Sqrt(float64(fanIn))
	}
	return w
}

func TestEqualizedIsItsFormula(t *testing.T) {
	for _, e := range []layer.Equalized{{Rate: 1}, {Rate: 1, Bias: true}, {Rate: 0.25, Bias: true, From: 3}} {
		why := fmt.Sprintf("%+v", e)
		store, x := newStore(t, 1), random(1, 3, 5)
		y := compile(t, store, true, unary(func(s *model.Scope, x *Node) *Node { return e.Dense(s, x, 4) }))(x)[0]
		v, c := variable(t, store, "/D/W"), make([]float64, 4)
		if e.Bias {
			c = variable(t, store, "/D/b")
			for _, b := range c {
				gantest.Near(t, why+": the bias starts at From, as it is used", e.Rate*b, e.From, 0)
			}
		}
		want := ref.Zeros(3, 4)
		for i := range 3 {
			copy(want.Values[4*i:], ref.EqualizedDense(x.Values[5*i:5*i+5], v, c, e.Rate))
		}
		same(t, why+": dense", y, want, rounding)

		store, x = newStore(t, 1), random(1, 2, 4, 5, 3)
		y = compile(t, store, true, unary(func(s *model.Scope, x *Node) *Node { return e.Conv(s, x, 4, 3, op.Same(3)) }))(x)[0]
		k := used(array(variable(t, store, "/D/W"), 3, 3, 3, 4), e.Rate)
		walk := ref.Walk{Stride: 1, Before: 1, After: 1}
		want = ref.Conv(x, k, []ref.Walk{walk, walk})
		for i := range want.Values {
			want.Values[i] += e.From
		}
		same(t, why+": convolution", y, want, rounding)

		want, biases := ref.Zeros(2, 4, 5, 3), 0
		for i := range want.Values {
			want.Values[i] = x.Values[i] + e.From
		}
		same(t, why+": bias alone", compile(t, newStore(t, 1), true, unary(e.PlusBias))(x)[0], want, rounding)
		if e.Bias {
			biases = 4
		}
		if n := store.RootScope().At("D").NumParameters(); n != 9*3*4+biases {
			t.Errorf("%s: %d parameters, want 9·3·4 weights and %d biases", why, n, biases)
		}
		trainable(t, store, "/D/W", true)
	}
}

// What is kept starts as N(0, 1)/Rate; so what is used starts as N(0, 1/fanIn) whatever the rate.
func TestEqualizedStart(t *testing.T) {
	for _, rate := range []float64{1, 0.01} {
		store := newStore(t, 1)
		calc := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
			e := layer.Equalized{Rate: rate, Bias: true}
			return []*Node{e.Dense(s.At("dense"), x[0], 100), e.Conv(s.At("conv"), x[1], 40, 3, op.Same(3))}
		})
		calc(random(1, 1, 200), random(2, 1, 4, 4, 50))
		for _, path := range []string{"/D/dense/W", "/D/conv/W"} { // 20,000 and 18,000 values
			values := variable(t, store, path)
			for i := range values {
				values[i] *= rate
			}
			mean, variance := meanAndVariance(values)
			fourth := 0.0
			for _, v := range values {
				fourth += v * v * v * v / float64(len(values))
			}
			n := float64(len(values)) // within 4.5 standard deviations of the mean, the variance and the fourth moment
			gantest.Near(t, fmt.Sprintf("mean of %s, rate %g", path, rate), mean, 0, 4.5/math.Sqrt(n))
			gantest.Near(t, fmt.Sprintf("variance of %s, rate %g", path, rate), variance, 1, 4.5*math.Sqrt(2/n))
			gantest.Near(t, fmt.Sprintf("fourth moment of %s, rate %g: 3 for a normal distribution", path, rate), fourth, 3,
				4.5*math.Sqrt(96/n))
		}
	}
}

// Adam with β₁ = 0 moves each number it knows by α in the first step. So W moves by α·Rate/√fanIn,
// and the bias by α·Rate.
func TestEqualizedLearningRate(t *testing.T) {
	const α = 0.5
	for _, rate := range []float64{1, 0.01} {
		for _, fanIn := range []int{4, 100} {
			// The images are a unit matrix and a zero, so that y is W and, in the last row, the bias.
			x := make([][]float32, fanIn+1)
			for i := range x {
				x[i] = make([]float32, fanIn)
				if i < fanIn {
					x[i][i] = 1
				}
			}
			exec, err := model.NewExec1(gantest.PlainGo(t), newStore(t, 1), func(s *model.Scope, x *Node) *Node {
				y := layer.Equalized{Rate: rate, Bias: true, From: 1}.Dense(s.At("D"), x, 2)
				// each gradient is Rate/√fanIn, or that times more
				train.Adam{LearningRate: α, Beta2: 0.99}.Descend(s.At("D"), ReduceAllSum(y))
				return y
			})
			if err != nil {
				t.Fatal(err)
			}
			defer exec.Finalize()
			before, after := gantest.Flat(t, exec.MustCall1(x)), gantest.Flat(t, exec.MustCall1(x))
			why, last := fmt.Sprintf("rate %g, fan-in %d", rate, fanIn), 2*fanIn
			for i := range 2 {
				bias := after[last+i] - before[last+i]
				gantest.Near(t, why+": the bias moves by α·Rate", -bias, α*rate, 1e-5) // float32
				for row := range fanIn {
					w := after[2*row+i] - before[2*row+i] - bias
					gantest.Near(t, why+": W moves by α·Rate/√fanIn", -w, α*rate/math.Sqrt(float64(fanIn)), 2e-6)
				}
			}
		}
	}
}

// A deep stack keeps the mean square of its values: 1/√fanIn in the weights, √2 and the slope in
// the activation.
func TestEqualizedAndActivateKeepTheSize(t *testing.T) {
	out := compile(t, newStore(t, 3), true, unary(func(s *model.Scope, h *Node) *Node {
		for i, width := range []int{800, 300, 600, 200, 500} {
			h = layer.Activate(layer.Equalized{Rate: 0.01, Bias: true}.Dense(s.At("%d", i), h, width), 0.2)
		}
		return ReduceAllMean(Square(h))
	}))(random(1, 64, 400))
	// Each layer multiplies by 1.04 = (1 + 0.2²)/2·2 and by 1 ± 0.02 or so, and the nets differ.
	gantest.Near(t, "mean square after five layers", out[0].Values[0], math.Pow(1.04, 5), 0.25)
}

func TestActivate(t *testing.T) {
	got := gantest.Eval(t, func(x ...*Node) *Node { return layer.Activate(x[0], 0.2) }, []float64{-5, 0, 3})
	for i, x := range []float64{-5, 0, 3} {
		gantest.Near(t, "activation", got[i], ref.Activate(x, 0.2), 1e-14)
	}
}

var filters = [][]float64{{1, 3, 3, 1}, {1, 1}, {1, 2, 1}, {1, 4, 2}}

func TestConvDownIsItsFormula(t *testing.T) {
	for _, filter := range filters {
		for _, kernel := range []int{1, 3, 5} {
			for _, dims := range [][]int{{2, 6, 4, 2}, {1, 7, 6, 3}} {
				e := layer.Equalized{Rate: 0.5, Bias: true, From: 2}
				store, x := newStore(t, 1), random(1, dims...)
				y := compile(t, store, true, unary(func(s *model.Scope, x *Node) *Node { return e.ConvDown(s, x, 2, kernel, filter) }))(x)[0]
				want := ref.ConvDown(x, used(array(variable(t, store, "/D/W"), kernel, kernel, dims[3], 2), 0.5), filter)
				for i := range want.Values {
					want.Values[i] += 2
				}
				same(t, fmt.Sprintf("%v by %d taps after %v", dims, kernel, filter), y, want, rounding)
			}
		}
	}
}

// A kernel that is 1 in the middle leaves a downsampling: the convolution moves nothing, edges
// included.
func TestConvDownLiesWhereDownsampleDoes(t *testing.T) {
	for _, filter := range filters {
		for _, kernel := range []int{1, 3, 5} {
			for _, dims := range [][]int{{2, 6, 4, 2}, {1, 7, 5, 2}} {
				store, x := newStore(t, 1), random(1, dims...)
				set(store, "/D/W", delta(kernel, dims[3]))
				out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
					return []*Node{layer.Equalized{Rate: 1}.ConvDown(s, x[0], dims[3], kernel, filter), op.Downsample(x[0], filter, 2)}
				})(x)
				same(t, fmt.Sprintf("%v by %d taps after %v", dims, kernel, filter), out[0], out[1], rounding)
			}
		}
	}
}

func TestConvDownGradients(t *testing.T) {
	checkGradients(t, newStore(t, 1), true, func(s *model.Scope, x *Node) *Node {
		return Tanh(layer.Equalized{Rate: 1, Bias: true}.ConvDown(s, x, 2, 3, op.Binomial()))
	}, random(1, 1, 4, 4, 2))
}

func TestEqualizedRefuses(t *testing.T) {
	image, row := ref.Zeros(1, 4, 4, 2), ref.Zeros(2, 3)
	equalized := layer.Equalized{Rate: 1}
	for _, c := range []struct {
		want  string
		build func(s *model.Scope, x *Node) *Node
		x     ref.Array
	}{
		{`layer.Equalized.Dense "/D": want x [B, in] and out ≥ 1`, func(s *model.Scope, x *Node) *Node {
			return equalized.Dense(s, x, 1)
		}, image},
		{`out 0; flatten images first`, func(s *model.Scope, x *Node) *Node { return equalized.Dense(s, x, 0) }, row},
		{`layer.Equalized.Conv "/D": want x [B, H, W, channels]`, func(s *model.Scope, x *Node) *Node {
			return equalized.Conv(s, x, 1, 3, op.Same(3))
		}, row},
		{`layer.Equalized.ConvDown "/D": want x [B, H, W, channels]`, func(s *model.Scope, x *Node) *Node {
			return equalized.ConvDown(s, x, 1, 3, op.Binomial())
		}, row},
		{`kernel 0`, func(s *model.Scope, x *Node) *Node { return equalized.ConvDown(s, x, 1, 0, op.Binomial()) }, image},
		{`Rate is 0, want a multiplier above 0`, func(s *model.Scope, x *Node) *Node { return layer.Equalized{}.Dense(s, x, 1) }, row},
		{`Rate is NaN`, func(s *model.Scope, x *Node) *Node {
			return layer.Equalized{Rate: math.NaN()}.Conv(s, x, 1, 3, op.Same(3))
		}, image},
	} {
		refuses(t, c.want, c.build, tensorOf(c.x))
	}
}
