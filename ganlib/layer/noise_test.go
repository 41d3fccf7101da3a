package layer_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/ref"
)

// injected is what a noise of strength ½ adds to x in two calls, and the same once more in the next
// step.
func injected(t *testing.T, store *model.Store, n layer.Noise, x ref.Array) [4]ref.Array {
	t.Helper()
	set(store, "/D/strength", array([]float64{0.5}))
	calc := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		return []*Node{Sub(n.Inject(s, x[0]), x[0]), Sub(n.Inject(s, x[0]), x[0])}
	})
	a, b := calc(x), calc(x)
	return [4]ref.Array{a[0], a[1], b[0], b[1]}
}

func TestFreshNoise(t *testing.T) {
	const images, pixels, channels = 2, 40 * 50, 3
	x := random(1, images, 40, 50, channels)
	all := injected(t, newStore(t, 1), layer.FreshNoise, x)
	var values []float64 // one for each pixel of each image of each call
	for _, y := range all {
		for p := range images * pixels {
			pixel := y.Values[p*channels : (p+1)*channels]
			for _, v := range pixel {
				gantest.Near(t, "all channels of a pixel get the same", v, pixel[0], 1e-12)
			}
			values = append(values, pixel[0]/0.5)
		}
	}
	n := float64(len(values))
	mean, variance := meanAndVariance(values)
	gantest.Near(t, "mean of the noise, within 4.5 standard deviations", mean, 0, 4.5/math.Sqrt(n))
	gantest.Near(t, "variance of the noise", variance, 1, 4.5*math.Sqrt(2/n))
	for _, lag := range []int{1, 50, pixels, images * pixels, 2 * images * pixels} { // the next pixel, row, image, call and step
		product := 0.0
		for i := range len(values) - lag {
			product += values[i] * values[i+lag] / float64(len(values)-lag)
		}
		gantest.Near(t, fmt.Sprintf("correlation with the noise %d pixels on", lag), product, 0, 4.5/math.Sqrt(n-float64(lag)))
	}
	again := injected(t, newStore(t, 1), layer.FreshNoise, x)
	if !slices.Equal(again[3].Values, all[3].Values) {
		t.Error("the same seed gives other noise")
	}
}

// The fixed noise is a variable that training leaves alone: the same for all images, calls and
// steps.
func TestFixedNoise(t *testing.T) {
	store := newStore(t, 1)
	x := random(1, 2, 20, 30, 3)
	all := injected(t, store, layer.FixedNoise, x)
	noise := variable(t, store, "/D/noise")
	for _, y := range all {
		want := ref.Zeros(2, 20, 30, 3)
		for i := range want.Values {
			want.Values[i] = 0.5 * noise[i/3%600]
		}
		same(t, "strength times the picture that is kept", y, want, rounding)
	}
	mean, variance := meanAndVariance(noise)
	gantest.Near(t, "mean of the picture", mean, 0, 4.5/math.Sqrt(600))
	gantest.Near(t, "variance of the picture", variance, 1, 4.5*math.Sqrt(2.0/600))
	trainable(t, store, "/D/noise", false)
	trainable(t, store, "/D/strength", true)
}

func TestNoNoise(t *testing.T) {
	for _, y := range injected(t, newStore(t, 1), layer.NoNoise, random(1, 2, 3, 4, 3)) {
		same(t, "nothing is added", y, ref.Zeros(2, 3, 4, 3), 0)
	}
}

// The strength starts at 0, where a layer has no noise, and can leave it: it has a gradient. Both
// kinds make the same variables, so a network that was trained with fresh noise can be asked with
// the fixed one.
func TestNoiseStartsAtZero(t *testing.T) {
	for _, n := range []layer.Noise{layer.FreshNoise, layer.FixedNoise} {
		store, x := newStore(t, 1), random(1, 2, 3, 4, 3)
		out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
			y := n.Inject(s, x[0])
			c := Sin(IotaFull(y.Graph(), y.Shape()))
			return []*Node{y, Gradient(ReduceAllSum(Mul(y, c)), s.GetVariable("strength").NodeValue(y))[0]}
		})(x)
		same(t, "no noise at the start", out[0], x, 0)
		if got := out[1].Values[0]; got == 0 {
			t.Errorf("noise %d: the strength has the gradient %g", n, got)
		}
		gantest.Near(t, "strength", variable(t, store, "/D/strength")[0], 0, 0)
		if v := store.GetVariable("/D/noise"); v == nil || fmt.Sprint(v.Shape().Dimensions) != "[1 3 4 1]" {
			t.Errorf("noise %d: got %v, want a picture of 3×4 pixels that is kept", n, v)
		}
		trainable(t, store, "/D/noise", false)
		if count := store.RootScope().At("D").NumParameters(); count != 1+12 {
			t.Errorf("noise %d: %d values, want the strength and the picture", n, count)
		}
	}
}
