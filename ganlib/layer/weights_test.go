package layer_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// plain are weights that start from N(0, 1), with a bias.
var plain = layer.Weights{Init: layer.Normal(1), Bias: true}

// swapped is a kernel with its last two axes the other way round, as [ref.ConvTranspose] wants it.
func swapped(k ref.Array) ref.Array {
	n := len(k.Dims)
	in, out := k.Dims[n-2], k.Dims[n-1]
	y := ref.Zeros(append(slices.Clone(k.Dims[:n-2]), out, in)...)
	for i, v := range k.Values {
		tap, a, b := i/(in*out), i/out%in, i%out
		y.Values[(tap*out+b)*in+a] = v
	}
	return y
}

// Both convolutions in 1 to 3 spatial dimensions against their formulas: which weights they have, and what they do with them.
func TestConvolutionsAreTheirFormulas(t *testing.T) {
	window := op.Window{Stride: 2, Before: 1, After: 0}
	for _, spatial := range [][]int{{7}, {4, 5}, {3, 4, 3}} {
		x := random(1, append(append([]int{2}, spatial...), 3)...)
		kernel, walks := []int{}, []ref.Walk{}
		for range spatial {
			kernel, walks = append(kernel, 3), append(walks, ref.Walk{Stride: 2, Before: 1})
		}
		kernel = append(kernel, 3, 5) // 3 channels in, 5 out
		bias := random(2, 5)
		for name, f := range map[string]struct {
			layer func(w layer.Weights, s *model.Scope, x *Node) *Node
			ref   func(k ref.Array) ref.Array
		}{
			"Conv": {
				func(w layer.Weights, s *model.Scope, x *Node) *Node { return w.Conv(s, x, 5, 3, window) },
				func(k ref.Array) ref.Array { return ref.Conv(x, k, walks) },
			},
			"ConvTranspose": {
				func(w layer.Weights, s *model.Scope, x *Node) *Node { return w.ConvTranspose(s, x, 5, 3, window) },
				func(k ref.Array) ref.Array { return ref.ConvTranspose(x, swapped(k), walks) },
			},
		} {
			for _, w := range []layer.Weights{plain, {Init: layer.Normal(1)}} {
				store := newStore(t, 1)
				if w.Bias {
					set(store, "/D/b", bias)
				}
				out := compile(t, store, false, func(s *model.Scope, x []*Node) []*Node {
					return []*Node{f.layer(w, s, x[0]), f.layer(w, s, x[0])} // twice in one scope: the same weights
				})(x)
				want := f.ref(array(variable(t, store, "/D/W"), kernel...))
				parameters := len(variable(t, store, "/D/W"))
				if w.Bias {
					parameters += 5
					for i := range want.Values {
						want.Values[i] += bias.Values[i%5]
					}
				}
				why := fmt.Sprintf("%s of %v, bias %t", name, x.Dims, w.Bias)
				same(t, why, out[0], want, rounding)
				same(t, why+", again", out[1], want, rounding)
				if got := store.RootScope().At("D").NumParameters(); got != parameters {
					t.Errorf("%s: %d parameters, want %d", why, got, parameters)
				}
				if got := store.GetVariable("/D/W").Shape().Dimensions; !slices.Equal(got, kernel) {
					t.Errorf("%s: W is %v, want %v", why, got, kernel)
				}
			}
		}
	}
}

func TestBiasStartsAtZero(t *testing.T) {
	store := newStore(t, 1)
	compile(t, store, false, func(s *model.Scope, x []*Node) []*Node {
		image := Reshape(x[0], 1, 2, 2, 3)
		plain.Conv(s.At("conv"), image, 4, 1, op.Same(1))
		return []*Node{plain.Dense(s.At("dense"), Reshape(x[0], 4, 3), 4), plain.ConvTranspose(s.At("up"), image, 4, 1, op.Same(1))}
	})(random(1, 12))
	for _, name := range []string{"conv", "dense", "up"} {
		same(t, name, array(variable(t, store, "/D/"+name+"/b"), 4), ref.Zeros(4), 0)
		trainable(t, store, "/D/"+name+"/b", true)
		trainable(t, store, "/D/"+name+"/W", true)
	}
}

func TestDenseWithoutBias(t *testing.T) {
	store := newStore(t, 1)
	x := random(1, 2, 3)
	y := compile(t, store, false, unary(func(s *model.Scope, x *Node) *Node {
		return layer.Weights{Init: layer.Normal(1)}.Dense(s, x, 4)
	}))(x)[0]
	W := variable(t, store, "/D/W")
	for i := range y.Values {
		want := 0.0
		for k := range 3 {
			want += x.Values[i/4*3+k] * W[k*4+i%4]
		}
		gantest.Near(t, "x·W", y.Values[i], want, rounding)
	}
	if n := store.RootScope().At("D").NumParameters(); n != 12 {
		t.Errorf("%d parameters, want 3·4", n)
	}
}

// Spectral weights are W/σ in each of the three layers, and the bias is left alone.
func TestSpectralWeights(t *testing.T) {
	w := layer.Weights{Init: layer.Normal(1), Bias: true, Spectral: true}
	for name, f := range map[string]func(w layer.Weights, s *model.Scope, x *Node) *Node{
		"Dense": func(w layer.Weights, s *model.Scope, x *Node) *Node { return w.Dense(s, Reshape(x, 12, 3), 3) },
		"Conv":  func(w layer.Weights, s *model.Scope, x *Node) *Node { return w.Conv(s, x, 3, 2, op.Symmetric(1, 0)) },
		"ConvTranspose": func(w layer.Weights, s *model.Scope, x *Node) *Node {
			return w.ConvTranspose(s, x, 3, 2, op.Symmetric(2, 0))
		},
	} {
		store, u := newStore(t, 1), []float64{0.6, 0, -0.8}
		set(store, "/D/u", array(slices.Clone(u), 3))
		set(store, "/D/b", array([]float64{1, 2, 3}, 3))
		unbound := w
		unbound.Spectral = false
		out := compile(t, store, false, func(s *model.Scope, x []*Node) []*Node { return []*Node{f(w, s, x[0]), f(unbound, s, x[0])} })(random(1, 1, 3, 4, 3))
		W := store.GetVariable("/D/W")
		_, _, σ := iterate(array(variable(t, store, "/D/W"), W.Shape().Dimensions...), u)
		for i := range out[0].Values {
			b := float64(1 + i%3)
			gantest.Near(t, name+" with W/σ", out[0].Values[i], (out[1].Values[i]-b)/σ+b, rounding)
		}
	}
}

// What Init is told: how many inputs an output adds up, and into how many outputs an input goes, on average over positions.
func TestFans(t *testing.T) {
	var fanIn, fanOut float64
	w := layer.Weights{Init: func(s *model.Scope, in, out float64) model.VariableInitializer {
		fanIn, fanOut = in, out
		return layer.Normal(1)(s, in, out)
	}}
	for _, c := range []struct {
		name    string
		dims    []int
		build   func(s *model.Scope, x *Node) *Node
		in, out float64
	}{
		{"Dense", []int{1, 7}, func(s *model.Scope, x *Node) *Node { return w.Dense(s, x, 5) }, 7, 5},
		{"Conv, stride 1", []int{1, 8, 8, 7}, func(s *model.Scope, x *Node) *Node { return w.Conv(s, x, 5, 3, op.Same(3)) }, 9 * 7, 9 * 5},
		{"Conv, stride 2", []int{1, 8, 8, 7}, func(s *model.Scope, x *Node) *Node { return w.Conv(s, x, 5, 4, op.Symmetric(2, 1)) }, 16 * 7, 4 * 5},
		{"ConvGroups, three groups", []int{1, 8, 8, 6}, func(s *model.Scope, x *Node) *Node { return w.ConvGroups(s, x, 9, 3, 3, op.Same(3)) }, 9 * 2, 9 * 3},
		{"Conv, one axis, stride 3", []int{1, 8, 7}, func(s *model.Scope, x *Node) *Node { return w.Conv(s, x, 5, 3, op.Symmetric(3, 0)) }, 3 * 7, 5},
		{"ConvTranspose, stride 2", []int{1, 8, 8, 7}, func(s *model.Scope, x *Node) *Node { return w.ConvTranspose(s, x, 5, 4, op.Symmetric(2, 1)) }, 4 * 7, 16 * 5},
		{"ConvTranspose, one axis, stride 2", []int{1, 8, 7}, func(s *model.Scope, x *Node) *Node { return w.ConvTranspose(s, x, 5, 3, op.Symmetric(2, 0)) }, 1.5 * 7, 3 * 5},
	} {
		compile(t, newStore(t, 1), false, unary(c.build))(ref.Zeros(c.dims...))
		gantest.Near(t, c.name+", fanIn", fanIn, c.in, 0)
		gantest.Near(t, c.name+", fanOut", fanOut, c.out, 0)
	}
}

// A stack of strided convolutions, and one of transposed ones, keeps the mean square of its values. No zeros beyond the edge
// get in: the first pads none, the second cuts off what they would reach.
func TestScaledKeepsTheSizeThroughStrides(t *testing.T) {
	const slope = 0.2
	w := layer.Weights{Init: layer.Scaled(layer.ReLUGain(slope))}
	down := func(s *model.Scope, h *Node) *Node {
		h = layer.LeakyReLU(w.Conv(s.At("0"), h, 60, 4, op.Symmetric(2, 0)), slope)
		return layer.LeakyReLU(w.Conv(s.At("1"), h, 150, 3, op.Symmetric(2, 0)), slope)
	}
	up := func(s *model.Scope, h *Node) *Node {
		h = layer.LeakyReLU(w.ConvTranspose(s.At("0"), h, 100, 4, op.Symmetric(2, 3)), slope)
		return layer.LeakyReLU(w.ConvTranspose(s.At("1"), h, 150, 4, op.Symmetric(2, 3)), slope)
	}
	// 3 taps with stride 2 meet an output 1 or 2 times along an axis, 1.5 on average.
	odd := func(s *model.Scope, h *Node) *Node { return w.ConvTranspose(s, h, 150, 3, op.Symmetric(2, 2)) }
	for name, c := range map[string]struct {
		pixels int
		stack  func(s *model.Scope, h *Node) *Node
		want   float64
	}{
		"strided": {14, down, 1}, "transposed": {6, up, 1},
		"3 taps, stride 2": {9, odd, layer.ReLUGain(slope) * layer.ReLUGain(slope)}, // and no ReLU behind it
	} {
		out, err := model.CallOnce(gantest.PlainGo(t), newStore(t, 3), func(s *model.Scope, g *Graph) *Node {
			return ReduceAllMean(Square(c.stack(s, s.RandomNormal(g, shapes.Make(dtypes.Float32, 4, c.pixels, c.pixels, 60)))))
		})
		if err != nil {
			t.Fatal(err)
		}
		// The last layer has 150 channels, each with weights of its own, whose sums of squares differ: √(2·5/150), and less than
		// that in the layer before. A wrong stride is a factor of 2 or more for a layer.
		gantest.Near(t, "mean square after a stack, "+name, gantest.Flat(t, out)[0], c.want, 0.3)
	}
}

func TestInits(t *testing.T) {
	const in, out = 250, 400
	for name, c := range map[string]struct {
		init  layer.Init
		std   float64
		share float64 // of the values that are nearer to 0 than one standard deviation
	}{
		"Normal(0.02)": {layer.Normal(0.02), 0.02, 0.6827},
		"Scaled(3)":    {layer.Scaled(3), 3 / math.Sqrt(in), 0.6827},
		"Glorot":       {layer.Glorot(), math.Sqrt(2. / (in + out)), math.Sqrt(1. / 3)},
	} {
		store := newStore(t, 1)
		w := layer.Weights{Init: c.init}
		compile(t, store, false, unary(func(s *model.Scope, x *Node) *Node { return w.Dense(s, x, out) }))(ref.Zeros(1, in))
		W := variable(t, store, "/D/W")
		n, mean, variance, near := float64(len(W)), 0., 0., 0.
		mean, variance = meanAndVariance(W)
		for _, v := range W {
			if math.Abs(v) < c.std {
				near++
			}
		}
		gantest.Near(t, name+": mean, within 4 standard deviations", mean, 0, 4*c.std/math.Sqrt(n))
		gantest.Near(t, name+": standard deviation, likewise", math.Sqrt(variance), c.std, 4*c.std/math.Sqrt(2*n))
		gantest.Near(t, name+": share within one standard deviation, likewise", near/n, c.share, 4*math.Sqrt(c.share*(1-c.share)/n))
		if name == "Glorot" {
			limit := math.Sqrt(6. / (in + out))
			gantest.Near(t, "Glorot: the largest value, of 100,000", slices.Max(W), limit, limit*1e-3)
			gantest.Near(t, "Glorot: the smallest value", slices.Min(W), -limit, limit*1e-3)
			if slices.Max(W) > limit || slices.Min(W) < -limit {
				t.Error("Glorot's values leave their bounds")
			}
		}
	}
}

// Only what is trainable, below the scope and in use by the graph is cut.
func TestClipWeights(t *testing.T) {
	store := newStore(t, 1)
	start := []float64{-3, -0.5, 0.25, 0.5, 7}
	for _, path := range []string{"/D/w", "/D/deep/w", "/D/frozen", "/D/unused", "/Dx/w", "/G/w"} {
		set(store, path, array(slices.Clone(start), 5))
	}
	store.GetVariable("/D/frozen").SetTrainable(false)
	compile(t, store, true, func(s *model.Scope, x []*Node) []*Node {
		g := x[0].Graph()
		for _, path := range []string{"/D/w", "/D/deep/w", "/D/frozen", "/Dx/w", "/G/w"} {
			v := store.GetVariable(path)
			v.SetNodeValue(Add(v.NodeValue(g), x[0])) // the optimiser's step comes first
		}
		layer.ClipWeights(s, g, 0.5)
		return []*Node{x[0]}
	})(array([]float64{0.125}))
	stepped := []float64{-2.875, -0.375, 0.375, 0.625, 7.125}
	for path, want := range map[string][]float64{
		"/D/w": {-0.5, -0.375, 0.375, 0.5, 0.5}, "/D/deep/w": {-0.5, -0.375, 0.375, 0.5, 0.5},
		"/D/frozen": stepped, "/D/unused": start, "/Dx/w": stepped, "/G/w": stepped,
	} {
		same(t, path, array(variable(t, store, path), 5), array(want, 5), rounding)
	}
}

func TestWeightsRefuse(t *testing.T) {
	image, rows := [][][][]float64{{{{1}, {2}}, {{3}, {4}}}}, [][]float64{{1, 2}, {3, 4}}
	for want, build := range map[string]func(s *model.Scope, x *Node) *Node{
		`layer.Weights "/D": Init is nil`:                                              func(s *model.Scope, x *Node) *Node { return layer.Weights{}.Conv(s, x, 1, 1, op.Same(1)) },
		`layer.Dense "/D": want x [B, in] and out ≥ 1, got x (Float64)[1, 2, 2, 1]`:    func(s *model.Scope, x *Node) *Node { return plain.Dense(s, x, 1) },
		`layer.Conv "/D": want x [B, 1 to 3 spatial axes, channels]`:                   func(s *model.Scope, x *Node) *Node { return plain.Conv(s, x, 0, 1, op.Same(1)) },
		`layer.ConvGroups "/D": 1 channels in, 3 out and 2 groups`:                     func(s *model.Scope, x *Node) *Node { return plain.ConvGroups(s, x, 3, 1, 2, op.Same(1)) },
		`layer.ConvTranspose "/D": want x [B, 1 to 3 spatial axes, channels]`:          func(s *model.Scope, x *Node) *Node { return plain.ConvTranspose(s, x, 1, 0, op.Same(1)) },
		`layer.Conv "/D": want x [B, 1 to 3 spatial axes, channels], out ≥ 1 and kern`: func(s *model.Scope, x *Node) *Node { return plain.Conv(s, Reshape(x, 2, 2), 1, 1, op.Same(1)) },
		`layer.ClipWeights "/D": c is 0`:                                               func(s *model.Scope, x *Node) *Node { layer.ClipWeights(s, x.Graph(), 0); return x },
		`layer.ClipWeights "/D": c is NaN`:                                             func(s *model.Scope, x *Node) *Node { layer.ClipWeights(s, x.Graph(), math.NaN()); return x },
	} {
		refuses(t, want, build, image)
	}
	refuses(t, `layer.Dense "/D": want x [B, in] and out ≥ 1`, func(s *model.Scope, x *Node) *Node { return plain.Dense(s, x, 0) }, rows)
	refuses(t, `layer.Conv "/D": want x [B, 1 to 3`, func(s *model.Scope, x *Node) *Node {
		return plain.Conv(s, Reshape(x, 1, 1, 1, 2, 2, 1), 1, 1, op.Same(1))
	}, image)
	refuses(t, `op.Conv: got stride 0`, func(s *model.Scope, x *Node) *Node { return plain.Conv(s, x, 1, 1, op.Window{}) }, image)
}
