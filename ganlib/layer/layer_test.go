package layer_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

func newStore(t *testing.T, seed int64) *model.Store {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(seed); err != nil {
		t.Fatal(err)
	}
	return store
}

func TestDenseIsXWPlusB(t *testing.T) {
	store := newStore(t, 1)
	x := [][]float64{{1, 2, 3}, {-1, 0, 4}}
	out, err := model.CallOnceN(gantest.PlainGo(t), store, func(s *model.Scope, x *Node) []*Node {
		y := layer.Dense(s, x, 2, 1)
		again := layer.Dense(s, x, 2, 1)
		return []*Node{y, s.GetVariable("W").NodeValue(x), s.GetVariable("b").NodeValue(x), Sub(y, again)}
	}, x)
	if err != nil {
		t.Fatal(err)
	}
	y, w, b, diff := gantest.Flat(t, out[0]), gantest.Flat(t, out[1]), gantest.Flat(t, out[2]), gantest.Flat(t, out[3])
	for i := range 2 {
		for j := range 2 {
			want := b[j]
			for k := range 3 {
				want += x[i][k] * w[k*2+j]
			}
			gantest.Near(t, fmt.Sprintf("y[%d,%d]", i, j), y[i*2+j], want, 1e-12)
			gantest.Near(t, "in the same scope it is the same layer", diff[i*2+j], 0, 0)
		}
	}
}

// A stack of layers with their gains keeps the mean square of its values; with the gain 1 it would
// fall by half a layer.
func TestGainKeepsTheSize(t *testing.T) {
	for _, slope := range []float64{0, 0.2} {
		out, err := model.CallOnce(gantest.PlainGo(t), newStore(t, 3), func(s *model.Scope, g *Graph) *Node {
			h := s.RandomNormal(g, shapes.Make(dtypes.Float32, 64, 400))
			for i, width := range []int{800, 300, 600, 200, 500} {
				h = layer.LeakyReLU(layer.Dense(s.At("%d", i), h, width, layer.ReLUGain(slope)), slope)
			}
			return ReduceAllMean(Square(h))
		})
		if err != nil {
			t.Fatal(err)
		}
		// Each of the 5 layers multiplies by 1 ± √(2·5/(64·400)) or so, and the nets differ; 1 in 32
		// would be the gain 1.
		gantest.Near(t, fmt.Sprintf("mean square after five layers, slope %g", slope), gantest.Flat(t, out)[0], 1, 0.25)
	}
}

func TestLeakyReLU(t *testing.T) {
	got := gantest.Eval(t, func(x ...*Node) *Node { return layer.LeakyReLU(x[0], 0.2) }, []float64{-5, 0, 3})
	for i, want := range []float64{-1, 0, 3} {
		gantest.Near(t, "leaky ReLU of −5, 0, 3", got[i], want, 1e-15)
	}
}

// masks applies dropout to ones: two different calls in each of two steps.
func masks(t *testing.T, b compute.Backend, seed int64, p float64, training bool) [4][]float64 {
	t.Helper()
	exec, err := model.NewExec(b, newStore(t, seed), func(s *model.Scope, g *Graph) []*Node {
		s.Store().SetTraining(g, training)
		ones := Ones(g, shapes.Make(dtypes.Float32, 100, 300))
		return []*Node{layer.Dropout(s, ones, p), layer.Dropout(s, ones, p)}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	var out [4][]float64
	for step := range 2 {
		for i, x := range exec.MustCall() {
			out[2*step+i] = gantest.Flat(t, x)
		}
	}
	return out
}

func TestDropout(t *testing.T) {
	const n = 100 * 300
	for _, d := range []compute.Backend{gantest.PlainGo(t), gantest.Device(t).Backend} {
		for _, p := range []float64{0.1, 0.3, 0.5} {
			all := masks(t, d, 1, p, true)
			for i, m := range all {
				nonzero := 0.0
				for _, v := range m {
					if v != 0 {
						nonzero++
						gantest.Near(t, "a value that stays is divided by 1−p", v, 1/(1-p), 1e-6)
					}
				}
				gantest.Near(t, fmt.Sprintf("share kept at p = %g: within 4.5 standard deviations", p), nonzero/n, 1-p,
					4.5*math.Sqrt(p*(1-p)/n))
				// Independent masks, and neighbours in one mask, agree as often as chance has it.
				chance := p*p + (1-p)*(1-p)
				spread := 4.5 * math.Sqrt(chance*(1-chance)/n)
				for j := range i {
					gantest.Near(t, fmt.Sprintf("agreement of masks %d and %d", i, j), agreement(m, all[j]), chance, spread)
				}
				for _, lag := range []int{1, 2, 300, 301, 4096} {
					gantest.Near(t, fmt.Sprintf("agreement with itself moved by %d", lag), agreement(m[lag:], m[:n-lag]), chance, spread*1.2)
				}
			}
			again := masks(t, d, 1, p, true)
			gantest.Near(t, "the same seed gives the same mask", agreement(all[3], again[3]), 1, 0)
		}
	}
}

func agreement(a, b []float64) float64 {
	same := 0.0
	for i := range a {
		if (a[i] == 0) == (b[i] == 0) {
			same++
		}
	}
	return same / float64(len(a))
}

func TestDropoutIsOffOutsideTraining(t *testing.T) {
	for _, v := range masks(t, gantest.PlainGo(t), 1, 0.5, false)[0] {
		if v != 1 {
			t.Fatalf("got %g, want the input", v)
		}
	}
}

// On the device of the tests, a small critic of all blocks is what it is in plain Go: its scores,
// the gradient of a gradient penalty by each weight, and what its training leaves in the variables
// that are not learned.
func TestBlocksOnTheDevice(t *testing.T) {
	w := layer.Weights{Init: layer.Glorot(), Bias: true, Spectral: true}
	critic := func(s *model.Scope, x []*Node) []*Node {
		h := w.Conv(s.At("conv"), x[0], 8, 4, op.Symmetric(2, 1))
		h = layer.SelfAttention(s.At("attention"), layer.LeakyReLU(h, 0.2), w)
		h = layer.BatchNorm{Epsilon: 0.1, Momentum: 0.3}.Apply(s.At("batch"), h)
		h = w.ConvTranspose(s.At("up"), h, 3, 4, op.Symmetric(2, 1))
		h = layer.LayerNorm(s.At("layer"), layer.InstanceNorm(s.At("instance"), h, 0.1), 0.1)
		h = layer.MinibatchStddev(layer.PixelNorm(h), 2)
		y := w.Dense(s.At("dense"), Reshape(h, h.Shape().Dimensions[0], -1), 2)
		penalty := ReduceAllSum(Square(Gradient(ReduceAllSum(y), x[0])[0]))
		nodes := []*Node{y, penalty}
		for _, v := range learned(s) {
			nodes = append(nodes, Gradient(penalty, v.NodeValue(y))[0])
		}
		return nodes
	}
	x := random(1, 4, 8, 8, 3)
	start := newStore(t, 1)
	set(start, "/D/attention/gamma", array([]float64{0.7}))
	compile(t, start, false, critic)(x)
	plain, device := newStore(t, 1), newStore(t, 1)
	for v := range start.IterVariables() {
		if v.DType().IsFloat() {
			set(plain, v.Path(), array(variable(t, start, v.Path()), v.Shape().Dimensions...))
			set(device, v.Path(), array(variable(t, start, v.Path()), v.Shape().Dimensions...))
		}
	}
	want := compile(t, plain, true, critic)(x)
	for i, got := range compileOn(t, gantest.Device(t).Backend, device, true, critic)(x) {
		same(t, fmt.Sprintf("output %d", i), got, want[i], 1e-9) // float64, and sums in another order
	}
	for _, path := range []string{"/D/batch/mean", "/D/batch/variance", "/D/conv/u", "/D/dense/u"} {
		a, b := variable(t, device, path), variable(t, plain, path)
		same(t, path, array(a, len(a)), array(b, len(b)), 1e-9)
	}
}

// learned are the trainable variables below s, by their paths.
func learned(s *model.Scope) []*model.Variable {
	var all []*model.Variable
	for v := range s.IterVariables() {
		if v.Trainable {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b *model.Variable) int { return strings.Compare(a.Path(), b.Path()) })
	return all
}

func TestMistakesNameTheScope(t *testing.T) {
	for want, build := range map[string]func(s *model.Scope, x *Node) *Node{
		`layer.Dense "/D": want x [B, in]`: func(s *model.Scope, x *Node) *Node { return layer.Dense(s, Reshape(x, 1, 2, 2), 3, 1) },
		`layer.Dropout "/D": p is 1`:       func(s *model.Scope, x *Node) *Node { return layer.Dropout(s, x, 1) },
	} {
		_, err := model.CallOnce(gantest.PlainGo(t), newStore(t, 1), func(s *model.Scope, x *Node) *Node {
			return build(s.At("D"), x)
		}, [][]float32{{1, 2}, {3, 4}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want … %s …", err, want)
		}
	}
}
