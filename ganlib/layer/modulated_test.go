package layer_test

import (
	"fmt"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// modulated is the layer as a block of x and w.
func modulated(m layer.Modulated, out int) block {
	return func(s *model.Scope, x []*Node) []*Node { return []*Node{m.Apply(s, x[0], x[1], out)} }
}

// styles are the styles that a layer makes of w [B, W], by the variables of its affine map.
func styles(t *testing.T, store *model.Store, path string, w ref.Array) [][]float64 {
	t.Helper()
	v, c := variable(t, store, path+"/W"), variable(t, store, path+"/b")
	var all [][]float64
	for i := range w.Dims[0] {
		all = append(all, ref.EqualizedDense(w.Values[i*w.Dims[1]:(i+1)*w.Dims[1]], v, c, 1))
	}
	return all
}

// The property on which the layer is built: factors for the channels of the input and of the output
// are a kernel of its own for every image.
func TestModulatedIsAKernelForEachImage(t *testing.T) {
	ups := append([][]float64{nil}, filters...)
	for _, kernel := range []int{1, 3, 5} {
		for _, demodulate := range []bool{true, false} {
			for _, up := range ups {
				if kernel > len(up)+1 && up != nil {
					continue // the filter is too short for the kernel: nothing to cut off
				}
				for _, dims := range [][]int{{3, 4, 4, 5}, {1, 3, 5, 1}} {
					m := layer.Modulated{Kernel: kernel, Demodulate: demodulate, Up: up}
					store, x, w := newStore(t, 1), random(1, dims...), random(2, dims[0], 6)
					y := compile(t, store, true, modulated(m, 2))(x, w)[0]
					k := used(array(variable(t, store, "/D/W"), kernel, kernel, dims[3], 2), 1)
					want := ref.Modulated(x, k, styles(t, store, "/D/style", w), demodulate, up)
					same(t, fmt.Sprintf("%+v of %v", m, dims), y, want, rounding)
				}
			}
		}
	}
}

// Every style starts around 1, with a deviation of 1; there is no bias, and all the rest is
// learned.
func TestModulatedStart(t *testing.T) {
	store := newStore(t, 1)
	compile(t, store, true, modulated(layer.Modulated{Kernel: 3}, 2))(random(1, 1, 4, 4, 5), random(2, 1, 6))
	for _, b := range variable(t, store, "/D/style/b") {
		gantest.Near(t, "the bias of a style", b, 1, 0)
	}
	for _, path := range []string{"/D/W", "/D/style/W", "/D/style/b"} {
		trainable(t, store, path, true)
	}
	if n := store.RootScope().At("D").NumParameters(); n != 9*5*2+6*5+5 {
		t.Errorf("%d parameters, want 9·5·2 weights and an affine map from 6 to 5", n)
	}
	_, variance := meanAndVariance(styles(t, newStoreWithStyle(t, 2000), "/D/style", random(2, 1, 50))[0])
	gantest.Near(t, "variance of the styles of one w", variance, 1, 0.4) // ‖w‖²/50, which is 1 ± 0.2, times 1 ± 0.03
}

func newStoreWithStyle(t *testing.T, channels int) *model.Store {
	t.Helper()
	store := newStore(t, 1)
	compile(t, store, true, modulated(layer.Modulated{Kernel: 1}, 1))(random(1, 1, 1, 1, channels), random(2, 1, 50))
	return store
}

// A style cannot make an image louder: demodulation takes a common factor out, which without it
// goes through.
func TestDemodulationTakesTheSizeOfAStyleOut(t *testing.T) {
	for _, demodulate := range []bool{true, false} {
		m := layer.Modulated{Kernel: 3, Demodulate: demodulate, Up: op.Binomial()}
		store := newStore(t, 1)
		set(store, "/D/style/b", ref.Zeros(5)) // so that styles go with w
		calc := compile(t, store, true, modulated(m, 2))
		x, w := random(1, 2, 4, 4, 5), random(2, 2, 6)
		y := calc(x, w)[0]
		factor := 7.0
		for i := range w.Values {
			w.Values[i] *= factor
		}
		if demodulate {
			factor = 1
		}
		for i := range y.Values {
			y.Values[i] *= factor
		}
		same(t, fmt.Sprintf("seven times w, demodulate %t", demodulate), calc(x, w)[0], y, 1e-6) // 1e-8 under the root, of w′ near 1
	}
}

// A style of 0 shuts every channel, and 1e-8 keeps the root from 0: no NaN, also in the gradient.
func TestModulatedWithoutStyle(t *testing.T) {
	store := newStore(t, 1)
	set(store, "/D/style/b", ref.Zeros(3))
	out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		y := layer.Modulated{Kernel: 3, Demodulate: true}.Apply(s, x[0], x[1], 2)
		return append([]*Node{y}, Gradient(ReduceAllSum(y), x[0], x[1])...)
	})(random(1, 1, 2, 2, 3), ref.Zeros(1, 4))
	same(t, "y", out[0], ref.Zeros(1, 2, 2, 2), 0)
	same(t, "gradient by x", out[1], ref.Zeros(1, 2, 2, 3), 0)
	for _, g := range out[2].Values {
		gantest.Near(t, "gradient by w", g, 0, 1e7) // up to 1/√1e-8 times sums of products
	}
}

// A kernel that is 1 in the middle leaves an upsampling: the convolution moves nothing, edges
// included.
func TestModulatedLiesWhereUpsampleDoes(t *testing.T) {
	for _, filter := range filters {
		for _, kernel := range []int{1, 3, 5} {
			if kernel > len(filter)+1 {
				continue
			}
			for _, dims := range [][]int{{2, 4, 3, 2}, {1, 1, 2, 2}} {
				store, x := newStore(t, 1), random(1, dims...)
				set(store, "/D/W", delta(kernel, dims[3]))
				out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
					w := Zeros(x[0].Graph(), x[1].Shape()) // all styles are 1
					return []*Node{layer.Modulated{Kernel: kernel, Up: filter}.Apply(s, x[0], w, dims[3]), op.Upsample(x[0], filter, 2)}
				})(x, ref.Zeros(dims[0], 3))
				same(t, fmt.Sprintf("%v by %d taps and %v", dims, kernel, filter), out[0], out[1], rounding)
			}
		}
	}
}

// Input of variance 1 gives output of variance 1, for every image, however its styles are: that is
// what demodulation is for.
func TestDemodulationGivesVarianceOne(t *testing.T) {
	store := newStore(t, 1)
	x, w := random(1, 4, 18, 18, 48), random(2, 4, 16)
	for i := range w.Values {
		w.Values[i] *= 5
	}
	y := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		y := layer.Modulated{Kernel: 3, Demodulate: true}.Apply(s, x[0], x[1], 32)
		return []*Node{Slice(y, AxisRange(), AxisRange(1, 17), AxisRange(1, 17))} // at the edges zeros come in
	})(x, w)[0]
	n := len(y.Values) / 4
	for i := range 4 {
		mean, variance := meanAndVariance(y.Values[i*n : (i+1)*n])
		gantest.Near(t, "mean", mean, 0, 0.1)
		// neighbours and channels see the same pixels: 1 ± 0.03 at most
		gantest.Near(t, fmt.Sprintf("variance of image %d", i), variance, 1, 0.1)
	}
}

func TestModulatedGradients(t *testing.T) {
	for _, up := range [][]float64{nil, op.Binomial()} {
		m := layer.Modulated{Kernel: 3, Demodulate: true, Up: up}
		fixed := func(x *Node, dims ...int) *Node {
			return Const(x.Graph(), tensorOf(random(9, dims...)))
		}
		checkGradients(t, newStore(t, 1), true, func(s *model.Scope, x *Node) *Node {
			return Tanh(m.Apply(s, x, fixed(x, 2, 3), 2))
		}, random(1, 2, 2, 2, 2))
		checkGradients(t, newStore(t, 1), true, func(s *model.Scope, w *Node) *Node {
			return m.Apply(s, fixed(w, 2, 2, 2, 2), w, 2)
		}, random(1, 2, 3))
	}
}

func TestModulatedRefuses(t *testing.T) {
	apply := func(m layer.Modulated, w ...int) func(s *model.Scope, x *Node) *Node {
		return func(s *model.Scope, x *Node) *Node {
			return m.Apply(s, x, Const(x.Graph(), tensorOf(ref.Zeros(w...))), 2)
		}
	}
	image := tensorOf(ref.Zeros(2, 4, 4, 3))
	const want = `layer.Modulated "/D": want x [B, H, W, channels] and w [B, W], one for each image`
	refuses(t, want, apply(layer.Modulated{Kernel: 3}, 1, 5), image)
	refuses(t, want, apply(layer.Modulated{Kernel: 3}, 2, 5, 1), image)
	refuses(t, want, apply(layer.Modulated{Kernel: 3}, 2, 5), tensorOf(ref.Zeros(2, 4, 3)))
	for _, kernel := range []int{0, 2, 4} {
		refuses(t, fmt.Sprintf("Kernel is %d, want an odd number", kernel), apply(layer.Modulated{Kernel: kernel}, 2, 5), image)
	}
	refuses(t, "kernel ≥ 1", apply(layer.Modulated{Kernel: -1}, 2, 5), image)
}

func adaIN(s *model.Scope, x []*Node) []*Node { return []*Node{layer.AdaIN(s, x[0], x[1])} }

// The mean and the deviation of a channel are the style's, whatever they were.
func TestAdaINIsItsFormula(t *testing.T) {
	store, x, w := newStore(t, 1), random(1, 2, 4, 3, 5), random(2, 2, 6)
	for i := range x.Values {
		x.Values[i] = x.Values[i]*3 + 20
	}
	y := compile(t, store, true, adaIN)(x, w)[0]
	scale, shift := styles(t, store, "/D/scale", w), styles(t, store, "/D/shift", w)
	for image := range 2 {
		for channel := range 5 {
			pick := func(a ref.Array) (values []float64) {
				for p := range 12 {
					values = append(values, a.Values[(image*12+p)*5+channel])
				}
				return values
			}
			got, a, b := pick(y), scale[image][channel], shift[image][channel]
			for i, want := range ref.AdaIN(pick(x), a, b) {
				gantest.Near(t, "AdaIN against plain Go", got[i], want, 1e-11) // 20 is taken off first
			}
			mean, variance := meanAndVariance(got)
			gantest.Near(t, "mean", mean, b, 1e-11)
			gantest.Near(t, "variance", variance, a*a, 1e-7) // 1e-8 beside a variance near 9
		}
	}
	for i, c := range variable(t, store, "/D/scale/b") {
		gantest.Near(t, "scales start around 1", c, 1, 0)
		gantest.Near(t, "shifts start around 0", variable(t, store, "/D/shift/b")[i], 0, 0)
	}
	for _, path := range []string{"/D/scale/W", "/D/scale/b", "/D/shift/W", "/D/shift/b"} {
		trainable(t, store, path, true)
	}
}

// A flat channel has the deviation 0: what is left is the shift, and the gradient is finite.
func TestAdaINOfAFlatImage(t *testing.T) {
	store, x, w := newStore(t, 1), ref.Zeros(1, 2, 2, 3), random(2, 1, 4)
	for i := range x.Values {
		x.Values[i] = 7
	}
	out := compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		y := layer.AdaIN(s, x[0], x[1])
		return append([]*Node{y}, Gradient(ReduceAllSum(Square(y)), x[0])...)
	})(x, w)
	shift := styles(t, store, "/D/shift", w)[0]
	for i, y := range out[0].Values {
		gantest.Near(t, "AdaIN of a flat image", y, shift[i%3], rounding)
		gantest.Near(t, "its gradient", out[1].Values[i], 0, 1e-6) // 1e4 times what rounding leaves
	}
}

func TestAdaINGradients(t *testing.T) {
	checkGradients(t, newStore(t, 1), true, func(s *model.Scope, x *Node) *Node {
		return layer.AdaIN(s, x, Const(x.Graph(), tensorOf(random(9, 2, 3))))
	}, random(1, 2, 2, 2, 2))
}

func TestAdaINRefuses(t *testing.T) {
	refuses(t, `layer.AdaIN "/D": want x [B, H, W, channels] and w [B, W], one for each image`, func(s *model.Scope, x *Node) *Node {
		return layer.AdaIN(s, x, Const(x.Graph(), tensorOf(ref.Zeros(3, 5))))
	}, tensorOf(ref.Zeros(2, 4, 4, 3)))
}

// On the device of the tests the blocks of both players are what they are in plain Go, with the
// gradient of a penalty by each weight.
func TestStyleBlocksOnTheDevice(t *testing.T) {
	build := func(s *model.Scope, x []*Node) []*Node {
		e := layer.Equalized{Rate: 0.1, Bias: true, From: 1}
		w := layer.Mapping{Layers: 2, Width: 6, Rate: 0.01, Slope: 0.2}.Apply(s.At("map"), x[1])
		h := layer.Modulated{Kernel: 3, Demodulate: true, Up: op.Binomial()}.Apply(s.At("up"), x[0], w, 5)
		h = layer.AdaIN(s.At("adain"), layer.Activate(e.PlusBias(s.At("up"), h), 0.2), w)
		h = layer.FixedNoise.Inject(s.At("noise"), h)
		h = layer.Activate(e.ConvDown(s.At("down"), h, 4, 3, op.Binomial()), 0.2)
		y := e.Dense(s.At("out"), Reshape(h, h.Shape().Dimensions[0], -1), 1)
		penalty := ReduceAllSum(Square(Gradient(ReduceAllSum(y), x[1])[0]))
		nodes := []*Node{y, penalty}
		for _, v := range learned(s) {
			nodes = append(nodes, Gradient(penalty, v.NodeValue(y))[0])
		}
		return nodes
	}
	x, z := random(1, 3, 4, 4, 3), random(2, 3, 6)
	start := newStore(t, 1)
	set(start, "/D/noise/strength", array([]float64{0.5}))
	compile(t, start, true, build)(x, z)
	plain, device := newStore(t, 1), newStore(t, 1)
	for v := range start.IterVariables() {
		if v.DType().IsFloat() {
			set(plain, v.Path(), array(variable(t, start, v.Path()), v.Shape().Dimensions...))
			set(device, v.Path(), array(variable(t, start, v.Path()), v.Shape().Dimensions...))
		}
	}
	want := compile(t, plain, true, build)(x, z)
	for i, got := range compileOn(t, gantest.Device(t).Backend, device, true, build)(x, z) {
		same(t, fmt.Sprintf("output %d", i), got, want[i], 1e-8) // float64, sums in another order, and gradients of some hundreds
	}
}
