package op_test

import (
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// conv and transpose are the two operations in one lowering, as functions of an image and a kernel.
func conv(l op.Lowering, windows ...op.Window) function {
	return func(in []*Node) []*Node { return []*Node{l.Conv(in[0], in[1], windows...)} }
}

func transpose(l op.Lowering, windows ...op.Window) function {
	return func(in []*Node) []*Node { return []*Node{l.ConvTranspose(in[0], in[1], windows...)} }
}

const rounding = 1e-13 // of sums of some hundred products in float64, relative to the largest

func TestConvEqualsItsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, p := range plans(1, 60) {
		x, k := random(r, p.x...), random(r, p.kernel...)
		want := ref.Conv(x, k, p.walks())
		for name, l := range op.Lowerings {
			same(t, name+": "+p.String(), compile(t, gantest.PlainGo(t), conv(l, p.windows...))(x, k)[0], want, rounding)
		}
	}
}

// The image of a plan is where the kernel moves, so for the transpose it is the result of a
// convolution.
func TestConvTransposeEqualsItsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for _, p := range invertible(plans(2, 80)) {
		k := random(r, p.kernel...)
		u := random(r, ref.Conv(ref.Zeros(p.x...), k, p.walks()).Dims...)
		want := ref.ConvTranspose(u, k, p.walks())
		for name, l := range op.Lowerings {
			got := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node {
				return []*Node{l.ConvTranspose(in[0], Transpose(in[1], -2, -1), p.windows...)}
			})
			same(t, name+": "+p.String(), got(u, k)[0], want, rounding)
		}
	}
}

// ⟨conv(x, k), u⟩ = ⟨x, convᵀ(u, k)⟩ says that the transpose is one, whatever either of them
// computes.
func TestTheTransposeIsTheAdjoint(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for _, p := range invertible(plans(3, 40)) {
		k := random(r, p.kernel...)
		u := random(r, ref.Conv(ref.Zeros(p.x...), k, p.walks()).Dims...)
		for name, l := range op.Lowerings {
			back := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node {
				return []*Node{l.ConvTranspose(in[0], Transpose(in[1], -2, -1), p.windows...)}
			})(u, k)[0]
			x := random(r, back.Dims...)
			y := compile(t, gantest.PlainGo(t), conv(l, p.windows...))(x, k)[0]
			left, right := dot(y, u), dot(x, back)
			gantest.Near(t, name+": "+p.String(), left, right, 1e-11*(1+abs(left)))
		}
	}
}

// What users call is one of the lowerings; on the device of the tests too, in float32's precision
// or better.
func TestConvOnTheDevice(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	d := gantest.Device(t).Backend
	w := []op.Window{op.Symmetric(2, 1), {Stride: 3, Before: 1}}
	walks := []ref.Walk{{Stride: 2, Before: 1, After: 1}, {Stride: 3, Before: 1}}
	x, k := random(r, 2, 8, 9, 20), random(r, 4, 5, 20, 3)
	got := compile(t, d, func(in []*Node) []*Node { return []*Node{op.Conv(in[0], in[1], w...)} })
	same(t, "Conv", got(x, k)[0], ref.Conv(x, k, walks), rounding)

	u := random(r, 2, 4, 2, 3)
	got = compile(t, d, func(in []*Node) []*Node { return []*Node{op.ConvTranspose(in[0], Transpose(in[1], -2, -1), w...)} })
	same(t, "ConvTranspose", got(u, k)[0], ref.ConvTranspose(u, k, walks), rounding)
}

// On a CPU a stride of 1 and many channels take another way than the rest.
func TestEachWayOnTheDevice(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	d := gantest.Device(t).Backend
	for _, in := range []int{2, 40} {
		x, k := random(r, 1, 5, 4, in), random(r, 3, 3, in, 2)
		both := func(in []*Node) []*Node {
			y := op.Conv(in[0], in[1], op.Same(3))
			return []*Node{y, op.ConvTranspose(y, Transpose(in[1], -2, -1), op.Same(3))}
		}
		walks := []ref.Walk{{Stride: 1, Before: 1, After: 1}, {Stride: 1, Before: 1, After: 1}}
		got, y := compile(t, d, both)(x, k), ref.Conv(x, k, walks)
		same(t, "Conv", got[0], y, rounding)
		same(t, "ConvTranspose", got[1], ref.ConvTranspose(y, k, walks), rounding)
		checkDerivatives(t, "both", d, func(in []*Node) []*Node { return []*Node{MulScalar(both(in)[1], 0.01)} }, x, k)
	}
}

// GoMLX's own convolution, set up as a user of GoMLX would.
func TestConvEqualsGoMLX(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	x, k := random(r, 2, 7, 6, 3), random(r, 4, 3, 3, 5)
	stock := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node {
		return []*Node{Convolve(in[0], in[1]).StridePerAxis(2, 1).PaddingPerDim([][2]int{{1, 2}, {0, 1}}).Done()}
	})
	for name, l := range op.Lowerings {
		own := compile(t, gantest.PlainGo(t), conv(l, op.Window{Stride: 2, Before: 1, After: 2}, op.Window{Stride: 1, After: 1}))
		same(t, name, own(x, k)[0], stock(x, k)[0], rounding)
	}
}

func TestSameKeepsTheSize(t *testing.T) {
	for size := 1; size <= 6; size++ {
		k := ref.Zeros(size, 1, 1)
		y := compile(t, gantest.PlainGo(t), conv(op.Lowerings["products"], op.Same(size)))(ref.Zeros(1, 9, 1), k)[0]
		if y.Dims[1] != 9 {
			t.Errorf("a kernel of %d taps makes 9 pixels %d", size, y.Dims[1])
		}
	}
}

func TestUnfoldAndFold(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for _, p := range invertible(plans(6, 40)) {
		taps := p.kernel[:len(p.kernel)-2]
		x := random(r, p.x...)
		want := ref.Unfold(x, taps, p.walks())
		unfold := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{op.Unfold(in[0], taps, p.windows...)} })
		same(t, "unfold: "+p.String(), unfold(x)[0], want, 0)

		patches := random(r, want.Dims...)
		fold := compile(t, gantest.PlainGo(t), func(in []*Node) []*Node { return []*Node{op.Fold(in[0], taps, p.windows...)} })
		back := fold(patches)[0]
		x = random(r, back.Dims...)
		left, right := dot(unfold(x)[0], patches), dot(x, back)
		gantest.Near(t, "fold is unfold's transpose: "+p.String(), left, right, 1e-11*(1+abs(left)))
	}
}

func TestChannelSumAndBroadcast(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 1))
	x, v := random(r, 3, 4, 2, 5), random(r, 5)
	want := ref.Zeros(5)
	for i, a := range x.Values {
		want.Values[i%5] += a
	}
	sum := func(in []*Node) []*Node { return []*Node{op.ChannelSum(in[0])} }
	wide := func(in []*Node) []*Node { return []*Node{op.ChannelBroadcast(in[0], 3, 4, 2, 5)} }
	for _, b := range []compute.Backend{gantest.PlainGo(t), gantest.Device(t).Backend} {
		same(t, "ChannelSum", compile(t, b, sum)(x)[0], want, rounding)
		for i, got := range compile(t, b, wide)(v)[0].Values {
			gantest.Near(t, "ChannelBroadcast", got, v.Values[i%5], 0)
		}
		checkDerivatives(t, "ChannelSum", b, sum, x)
		checkDerivatives(t, "ChannelBroadcast", b, wide, v)
	}
}
