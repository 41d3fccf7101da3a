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

// byChannel are the values of each channel of x [B, …, C].
func byChannel(x ref.Array) [][]float64 {
	channels := make([][]float64, x.Dims[len(x.Dims)-1])
	for i, v := range x.Values {
		c := i % len(channels)
		channels[c] = append(channels[c], v)
	}
	return channels
}

// normalised is γ·(x − mean)/√(variance + ε) + β for each channel.
func normalised(x ref.Array, mean, variance, γ, β []float64, ε float64) ref.Array {
	y := ref.Zeros(x.Dims...)
	for i, v := range x.Values {
		c := i % len(γ)
		y.Values[i] = γ[c]*(v-mean[c])/math.Sqrt(variance[c]+ε) + β[c]
	}
	return y
}

// Three steps of training and then a graph that does not train, against the formulas, for two
// momentums and the two ends.
func TestBatchNormTrainsAndEvaluates(t *testing.T) {
	γ, β := []float64{2, -0.5}, []float64{0.25, 3}
	for _, momentum := range []float64{0.1, 0.8, 0, 1} {
		for _, dims := range [][]int{{5, 2}, {3, 2, 3, 2}} {
			b := layer.BatchNorm{Epsilon: 0.3, Momentum: momentum}
			store := newStore(t, 1)
			set(store, "/D/bn/gamma", array(γ, 2))
			set(store, "/D/bn/beta", array(β, 2))
			apply := unary(func(s *model.Scope, x *Node) *Node { return b.Apply(s.At("bn"), x) })
			train, eval := compile(t, store, true, apply), compile(t, store, false, apply)

			runningMean, runningVar := []float64{0, 0}, []float64{1, 1}
			for step := range uint64(3) {
				x := random(10+step, dims...)
				mean, variance := make([]float64, 2), make([]float64, 2)
				for c, values := range byChannel(x) {
					mean[c], variance[c] = meanAndVariance(values)
					n := float64(len(values))
					runningMean[c] = (1-momentum)*runningMean[c] + momentum*mean[c]
					runningVar[c] = (1-momentum)*runningVar[c] + momentum*variance[c]*n/(n-1)
				}
				why := fmt.Sprintf("x %v, momentum %g, step %d", dims, momentum, step)
				same(t, why, train(x)[0], normalised(x, mean, variance, γ, β, b.Epsilon), rounding)
			}
			dims[0] = 1 // one image is enough where nothing is learned
			x := random(20, dims...)
			for range 2 {
				same(t, "running averages in use", eval(x)[0], normalised(x, runningMean, runningVar, γ, β, b.Epsilon), rounding)
			}
			same(t, "running mean", array(variable(t, store, "/D/bn/mean"), 2), array(runningMean, 2), rounding)
			same(t, "running variance, unbiased", array(variable(t, store, "/D/bn/variance"), 2), array(runningVar, 2), rounding)
			for name, want := range map[string]bool{"gamma": true, "beta": true, "mean": false, "variance": false} {
				trainable(t, store, "/D/bn/"+name, want)
			}
		}
	}
}

// D looks at real and at generated images with one block: its averages follow both, one after the
// other.
func TestBatchNormTwiceInOneGraph(t *testing.T) {
	store := newStore(t, 1)
	b := layer.BatchNorm{Epsilon: 1e-5, Momentum: 0.25}
	compile(t, store, true, func(s *model.Scope, x []*Node) []*Node { return []*Node{b.Apply(s, x[0]), b.Apply(s, x[1])} })(
		array([]float64{3, 5}, 2, 1), array([]float64{-1, -1}, 2, 1))
	gantest.Near(t, "mean: 0, then 4, then −1", variable(t, store, "/D/mean")[0], 0.75*(0.25*4)+0.25*-1, rounding)
	gantest.Near(t, "variance: 1, then 2, then 0", variable(t, store, "/D/variance")[0], 0.75*(0.75*1+0.25*2), rounding)
}

// Nothing is learned through the averages: who looks at one image with them does not move those
// they were taken from.
func TestNoGradientThroughTheAverages(t *testing.T) {
	out := compile(t, newStore(t, 1), true, func(s *model.Scope, x []*Node) []*Node {
		b := layer.StandardBatchNorm()
		b.Apply(s, x[0])
		s.Store().SetTraining(x[0].Graph(), false)
		return Gradient(ReduceAllSum(b.Apply(s, x[1])), x[0], x[1])
	})(random(1, 3, 2), random(2, 1, 2))
	same(t, "gradient by the batch that was averaged", out[0], ref.Zeros(3, 2), 0)
	if out[1].Values[0] == 0 {
		t.Error("the image itself has no gradient, and the test proves nothing")
	}
}

// 0.8 is a momentum of Keras. Where it ends up as ε, values with a variance of 0.01 come out nine
// times too small.
func TestEpsilonIsNotMomentum(t *testing.T) {
	x := array([]float64{0.1, -0.1, 0.1, -0.1}, 4, 1)
	for ε, want := range map[float64]float64{1e-5: math.Sqrt(0.01 / 0.01001), 0.8: math.Sqrt(0.01 / 0.81)} {
		y := compile(t, newStore(t, 1), true, unary(func(s *model.Scope, x *Node) *Node {
			return layer.BatchNorm{Epsilon: ε, Momentum: 0.1}.Apply(s, x)
		}))(x)[0]
		gantest.Near(t, fmt.Sprintf("what becomes of 0.1 with ε = %g", ε), y.Values[0], want, rounding)
	}
	if got, want := layer.StandardBatchNorm(), (layer.BatchNorm{Epsilon: 1e-5, Momentum: 0.1}); got != want {
		t.Errorf("got %+v, want %+v: PyTorch's numbers", got, want)
	}
}

func TestBatchNormStarts(t *testing.T) {
	const n = 20000
	for _, std := range []float64{0, 0.02} {
		store := newStore(t, 1)
		b := layer.BatchNorm{Epsilon: 1e-5, Momentum: 0.1, GammaStd: std}
		compile(t, store, false, unary(b.Apply))(ref.Zeros(1, n))
		mean, variance := meanAndVariance(variable(t, store, "/D/gamma"))
		gantest.Near(t, "γ's mean, within 4 standard deviations", mean, 1, 4*std/math.Sqrt(n)+1e-12)
		gantest.Near(t, "γ's standard deviation, likewise", math.Sqrt(variance), std, 4*std/math.Sqrt(2*n)+1e-12)
		for name, want := range map[string]float64{"beta": 0, "mean": 0, "variance": 1} {
			for _, v := range variable(t, store, "/D/"+name)[:3] {
				gantest.Near(t, name+" at the start", v, want, 0)
			}
		}
	}
}

func TestBatchNormGradients(t *testing.T) {
	for _, training := range []bool{true, false} {
		store := newStore(t, 1)
		set(store, "/D/gamma", array([]float64{1.5, -0.7}, 2))
		set(store, "/D/variance", array([]float64{0.4, 2}, 2))
		b := layer.BatchNorm{Epsilon: 0.1, Momentum: 0}
		checkGradients(t, store, training, b.Apply, random(3, 3, 2, 2, 2))
	}
}

func TestBatchNormRefuses(t *testing.T) {
	images := [][]float64{{1, 2}, {3, 4}}
	apply := func(b layer.BatchNorm) func(s *model.Scope, x *Node) *Node { return b.Apply }
	refuses(t, `layer.BatchNorm "/D": x (Float64)[1, 2] has one value for each channel`, apply(layer.StandardBatchNorm()),
		images[:1])
	refuses(t, `layer.BatchNorm "/D": want x [B, …, C]`, apply(layer.StandardBatchNorm()), images[0])
	for _, b := range []layer.BatchNorm{{Momentum: 0.1}, {Epsilon: math.NaN(), Momentum: 0.1}, {Epsilon: 1, Momentum: -0.1},
		{Epsilon: 1, Momentum: 1.1}} {
		refuses(t, `layer.BatchNorm "/D": want x [B, …, C], Epsilon > 0 and Momentum from 0 to 1`, apply(b), images)
	}
}
