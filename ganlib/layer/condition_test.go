package layer_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/ref"
)

// backends are those that every block has to compute on.
func backends(t *testing.T) map[string]compute.Backend {
	t.Helper()
	return map[string]compute.Backend{"pure Go": gantest.PlainGo(t), "the device": gantest.Device(t).Backend}
}

// of makes a block of an array and of classes that are fixed.
func of(y []int32, f func(s *model.Scope, x, y *Node) *Node) func(s *model.Scope, x *Node) *Node {
	return func(s *model.Scope, x *Node) *Node { return f(s, x, Const(x.Graph(), y)) }
}

func ints(y []int32) []int {
	out := make([]int, len(y))
	for i, v := range y {
		out[i] = int(v)
	}
	return out
}

// table is an array of two axes as rows.
func table(a ref.Array) [][]float64 {
	var rows [][]float64
	for at := 0; at < len(a.Values); at += a.Dims[1] {
		rows = append(rows, a.Values[at:at+a.Dims[1]])
	}
	return rows
}

func conditional(b layer.BatchNorm, classes int) func(s *model.Scope, x, y *Node) *Node {
	return func(s *model.Scope, x, y *Node) *Node { return b.Conditional(s, x, y, classes) }
}

// Two steps of training and then a graph that does not train, against the twin: statistics of the
// whole batch, a row for each class.
func TestConditionalBatchNorm(t *testing.T) {
	const classes = 3
	y := []int32{2, 0, 2, 1}
	γ, β := random(1, classes, 2), random(2, classes, 2)
	for name, backend := range backends(t) {
		for _, dims := range [][]int{{4, 2}, {4, 3, 2}, {4, 3, 2, 2}} {
			b := layer.BatchNorm{Epsilon: 0.3, Momentum: 0.25}
			store := newStore(t, 1)
			set(store, "/D/gamma", γ)
			set(store, "/D/beta", β)
			apply := unary(of(y, conditional(b, classes)))
			train, eval := compileOn(t, backend, store, true, apply), compileOn(t, backend, store, false, apply)
			runningMean, runningVar := []float64{0, 0}, []float64{1, 1}
			for step := range uint64(2) {
				x := random(10+step, dims...)
				mean, variance := make([]float64, 2), make([]float64, 2)
				for c, values := range byChannel(x) {
					mean[c], variance[c] = meanAndVariance(values)
					n := float64(len(values))
					runningMean[c] += 0.25 * (mean[c] - runningMean[c])
					runningVar[c] += 0.25 * (variance[c]*n/(n-1) - runningVar[c])
				}
				why := fmt.Sprintf("%s: x %v, step %d", name, dims, step)
				same(t, why, train(x)[0], ref.ConditionalBatchNorm(x, ints(y), mean, variance, table(γ), table(β), b.Epsilon), rounding)
			}
			x := random(20, dims...)
			want := ref.ConditionalBatchNorm(x, ints(y), runningMean, runningVar, table(γ), table(β), b.Epsilon)
			same(t, name+": running averages in use", eval(x)[0], want, rounding)
			for variable, want := range map[string]bool{"gamma": true, "beta": true, "mean": false, "variance": false} {
				trainable(t, store, "/D/"+variable, want)
			}
		}
	}
}

// A new layer does not know classes: it is batch norm, bit for bit in its averages. So is, for
// ever, a class outside of the range.
func TestConditionalBatchNormStarts(t *testing.T) {
	x, b := random(3, 4, 5, 2), layer.StandardBatchNorm()
	plain, new := newStore(t, 1), newStore(t, 1)
	want := compile(t, plain, true, unary(b.Apply))(x)[0]
	same(t, "new", compile(t, new, true, unary(of([]int32{1, 0, 1, 2}, conditional(b, 3))))(x)[0], want, rounding)
	for _, name := range []string{"mean", "variance"} {
		same(t, name, array(variable(t, new, "/D/"+name), 2), array(variable(t, plain, "/D/"+name), 2), 0)
	}
	if γ := variable(t, new, "/D/gamma"); len(γ) != 3*2 {
		t.Errorf("gamma has %d values, want 3·2", len(γ))
	}
	moved := newStore(t, 1)
	set(moved, "/D/gamma", random(1, 3, 2))
	set(moved, "/D/beta", random(2, 3, 2))
	same(t, "no class", compile(t, moved, true, unary(of([]int32{3, -1, 7, 100}, conditional(b, 3))))(x)[0], want, rounding)
	spread := newStore(t, 1)
	compile(t, spread, true,
		unary(of([]int32{0, 0}, conditional(layer.BatchNorm{Epsilon: 1e-5, GammaStd: 0.02}, 100))))(random(4, 2, 200))
	mean, variance := meanAndVariance(variable(t, spread, "/D/gamma"))
	gantest.Near(t, "γ's mean, within 4 deviations", mean, 0, 4*0.02/math.Sqrt(20_000))
	gantest.Near(t, "γ's deviation, likewise", math.Sqrt(variance), 0.02, 4*0.02/math.Sqrt(40_000))
}

// An image does not depend on the classes of those beside it, and the order of the classes means
// nothing.
func TestConditionalBatchNormIsByImage(t *testing.T) {
	x, γ := random(5, 3, 2, 2), random(6, 3, 2)
	run := func(y []int32, rows ...int) ref.Array {
		store, tables := newStore(t, 1), ref.Zeros(3, 2)
		for k, row := range rows {
			copy(tables.Values[2*k:2*k+2], γ.Values[2*row:2*row+2])
		}
		set(store, "/D/gamma", tables)
		set(store, "/D/beta", tables)
		return compile(t, store, true, unary(of(y, conditional(layer.StandardBatchNorm(), 3))))(x)[0]
	}
	a, b := run([]int32{0, 1, 2}, 0, 1, 2), run([]int32{0, 2, 2}, 0, 1, 2)
	for i := range 12 {
		if same := math.Abs(a.Values[i]-b.Values[i]) < rounding; same != (i < 4 || i >= 8) {
			t.Errorf("value %d: %g and %g, where only the class of image 1 has changed", i, a.Values[i], b.Values[i])
		}
	}
	same(t, "classes renamed", run([]int32{2, 0, 1}, 1, 2, 0), a, rounding)
}

func TestConditionGradients(t *testing.T) {
	y := []int32{1, 0, 1}
	for _, training := range []bool{true, false} {
		store := newStore(t, 1)
		set(store, "/D/gamma", random(1, 2, 2))
		set(store, "/D/beta", random(2, 2, 2))
		set(store, "/D/variance", array([]float64{0.4, 2}, 2))
		checkGradients(t, store, training, of(y, conditional(layer.BatchNorm{Epsilon: 0.1}, 2)), random(3, 3, 2, 2))
	}
	projection := func(s *model.Scope, φ, y *Node) *Node {
		return Square(layer.Projection(s, φ, y, 2, layer.Weights{Init: layer.Normal(1), Bias: true}))
	}
	checkGradients(t, newStore(t, 1), true, of(y, projection), random(4, 3, 4))
	concat := func(_ *model.Scope, x, y *Node) *Node { return Square(layer.ConcatLabels(x, y, 2)) }
	checkGradients(t, newStore(t, 1), true, of(y, concat), random(5, 3, 2, 2))
}

// The gradients of the tables, on both backends: a class gets those of its images, and one that no
// image has gets none.
func TestTablesLearnFromTheirImages(t *testing.T) {
	const classes = 3
	y, x := []int32{2, 0, 2}, random(1, 3, 2, 2)
	for name, backend := range backends(t) {
		out := compileOn(t, backend, newStore(t, 1), false, func(s *model.Scope, in []*Node) []*Node {
			h := layer.StandardBatchNorm().Conditional(s, in[0], Const(in[0].Graph(), y), classes)
			return Gradient(ReduceAllSum(h), s.GetVariable("gamma").NodeValue(h), s.GetVariable("beta").NodeValue(h))
		})(x)
		γ, β := ref.Zeros(classes, 2), ref.Zeros(classes, 2)
		for i, v := range x.Values {
			at := int(y[i/4])*2 + i%2
			γ.Values[at] += v / math.Sqrt(1+1e-5)
			β.Values[at]++
		}
		same(t, name+": ∂Σh/∂γ = Σ x̂ of the class", out[0], γ, rounding)
		same(t, name+": ∂Σh/∂β, the positions of the class", out[1], β, rounding)
	}
}

func TestConditionalBatchNormRefuses(t *testing.T) {
	apply := func(b layer.BatchNorm, classes int, y any) func(s *model.Scope, x *Node) *Node {
		return func(s *model.Scope, x *Node) *Node { return b.Conditional(s, x, Const(x.Graph(), y), classes) }
	}
	two := [][]float64{{1, 2}, {3, 4}}
	const want = `layer.BatchNorm.Conditional "/D": want classes y, integers [B], one for each image of x`
	refuses(t, want, apply(layer.StandardBatchNorm(), 2, []int32{0}), two)
	refuses(t, want, apply(layer.StandardBatchNorm(), 2, []float32{0, 1}), two)
	refuses(t, want, apply(layer.StandardBatchNorm(), 2, [][]int32{{0}, {1}}), two)
	refuses(t, "got y (Int32)[2] for x (Float64)[2, 2] and 0 classes", apply(layer.StandardBatchNorm(), 0, []int32{0, 1}), two)
	refuses(t, `layer.BatchNorm.Conditional "/D": x (Float64)[1, 2] has one value for each channel`,
		apply(layer.StandardBatchNorm(), 2, []int32{0}), two[:1])
	refuses(t, `layer.BatchNorm.Conditional "/D": want x [B, …, C], Epsilon > 0`, apply(layer.BatchNorm{}, 2, []int32{0, 1}), two)
}

func TestConcatLabels(t *testing.T) {
	y := []int32{2, 0, 2}
	for name, backend := range backends(t) {
		for _, dims := range [][]int{{3, 4}, {3, 2, 1}, {3, 2, 3, 2}} {
			x := random(1, dims...)
			got := compileOn(t, backend, newStore(t, 1), true, unary(of(y, func(_ *model.Scope, x, y *Node) *Node {
				return layer.ConcatLabels(x, y, 3)
			})))(x)[0]
			same(t, fmt.Sprintf("%s, x %v", name, dims), got, ref.ConcatLabels(x, ints(y), 3), 0)
		}
	}
	none := compile(t, newStore(t, 1), true, unary(of([]int32{5, -1, 1}, func(_ *model.Scope, x, y *Node) *Node {
		return layer.ConcatLabels(x, y, 2)
	})))
	same(t, "no class", none(array([]float64{7, 8, 9}, 3, 1))[0], array([]float64{7, 0, 0, 8, 0, 0, 9, 0, 1}, 3, 3), 0)
}

// A condition that is no class keeps its values, each as a map.
func TestConcatCondition(t *testing.T) {
	got := compile(t, newStore(t, 1), true, func(_ *model.Scope, x []*Node) []*Node {
		return []*Node{layer.ConcatCondition(x[0], x[1])}
	})(
		array([]float64{1, 2, 3, 4}, 2, 2, 1), array([]float64{0.5, -0.5, 7, 8}, 2, 2))[0]
	same(t, "maps", got, array([]float64{1, 0.5, -0.5, 2, 0.5, -0.5, 3, 7, 8, 4, 7, 8}, 2, 2, 3), 0)
}

func TestConcatRefuses(t *testing.T) {
	labels := func(classes int, y any) func(s *model.Scope, x *Node) *Node {
		return func(_ *model.Scope, x *Node) *Node { return layer.ConcatLabels(x, Const(x.Graph(), y), classes) }
	}
	two := [][]float64{{1, 2}, {3, 4}}
	refuses(t, "layer.ConcatLabels: want classes y, integers [B]", labels(2, []float64{0, 1}), two)
	refuses(t, "and 0 classes", labels(0, []int32{0, 1}), two)
	refuses(t, "layer.ConcatCondition: want x [B, …, C] and a condition [B, D]", labels(2, []int32{0, 1, 1}), two)
	refuses(t, "layer.ConcatCondition: want x [B, …, C]", labels(2, []int32{0, 1}), two[0])
	refuses(t, "of the same type", func(_ *model.Scope, x *Node) *Node {
		return layer.ConcatCondition(x, ConvertDType(x, dtypes.Float32))
	}, two)
}
