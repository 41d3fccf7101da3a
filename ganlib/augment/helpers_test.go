package augment_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/ref"
)

const rounding = 1e-12 // of sums of some ten products near 1, in float64

// block is a graph of the tests, with all that it keeps in the scope /augment.
type block func(s *model.Scope, x []*Node) []*Node

func newStore(t *testing.T, seed int64) *model.Store {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(seed); err != nil {
		t.Fatal(err)
	}
	return store
}

// compile makes a block a function of arrays, in float64.
func compile(t *testing.T, b compute.Backend, store *model.Store, f block) func(x ...ref.Array) []ref.Array {
	t.Helper()
	exec, err := model.NewExec(b, store, func(s *model.Scope, x []*Node) []*Node { return f(s.At("augment"), x) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	return func(x ...ref.Array) []ref.Array {
		t.Helper()
		args := make([]any, len(x))
		for i, a := range x {
			args[i] = tensors.FromFlatDataAndDimensions(a.Values, a.Dims...)
		}
		outs, err := exec.Call(args...)
		if err != nil {
			t.Fatal(err)
		}
		arrays := make([]ref.Array, len(outs))
		for i, out := range outs {
			arrays[i] = ref.Array{Dims: out.Shape().Dimensions, Values: gantest.Flat(t, out)}
		}
		return arrays
	}
}

// plain is a function without state, on the plain-Go backend, with one result.
func plain(t *testing.T, f func(x ...*Node) *Node) func(x ...ref.Array) ref.Array {
	t.Helper()
	calc := compile(t, gantest.PlainGo(t), newStore(t, 1), func(_ *model.Scope, x []*Node) []*Node { return []*Node{f(x...)} })
	return func(x ...ref.Array) ref.Array {
		t.Helper()
		return calc(x...)[0]
	}
}

func array(values []float64, dims ...int) ref.Array { return ref.Array{Dims: dims, Values: values} }

func random(seed uint64, dims ...int) ref.Array {
	r, a := rand.New(rand.NewPCG(seed, 1)), ref.Zeros(dims...)
	for i := range a.Values {
		a.Values[i] = r.NormFloat64()
	}
	return a
}

func uniform(seed uint64, dims ...int) ref.Array {
	r, a := rand.New(rand.NewPCG(seed, 2)), ref.Zeros(dims...)
	for i := range a.Values {
		a.Values[i] = r.Float64()
	}
	return a
}

// image is image i of a batch.
func image(x ref.Array, i int) ref.Array {
	size := len(x.Values) / x.Dims[0]
	return array(x.Values[i*size:(i+1)*size], x.Dims[1:]...)
}

// same wants two arrays of one shape with the same values.
func same(t *testing.T, why string, got, want ref.Array, tol float64) {
	t.Helper()
	if fmt.Sprint(got.Dims) != fmt.Sprint(want.Dims) {
		t.Fatalf("%s: got shape %v, want %v", why, got.Dims, want.Dims)
	}
	for i := range want.Values {
		if !(math.Abs(got.Values[i]-want.Values[i]) <= tol) {
			gantest.Near(t, fmt.Sprintf("%s, value %d", why, i), got.Values[i], want.Values[i], tol)
			return
		}
	}
}

// fields are how many numbers a Changes has for one image.
const fields = 15

// changes are the columns of a node [B, fields].
func changes(x *Node) augment.Changes {
	f := func(i int) *Node { return Reshape(SliceAxis(x, 1, AxisElem(i)), -1) }
	return augment.Changes{
		Flip: f(0), Turns: f(1), ShiftX: f(2), ShiftY: f(3), Scale: f(4), Before: f(5), Stretch: f(6), After: f(7), MoveX: f(8),
		MoveY:      f(9),
		Brightness: f(10), Contrast: f(11), LumaFlip: f(12), Hue: f(13), Saturation: f(14),
	}
}

// columns undoes changes.
func columns(c augment.Changes) *Node {
	return Stack([]*Node{c.Flip, c.Turns, c.ShiftX, c.ShiftY, c.Scale, c.Before, c.Stretch, c.After, c.MoveX, c.MoveY,
		c.Brightness, c.Contrast, c.LumaFlip, c.Hue, c.Saturation}, -1)
}

// twin is the same change for plain Go.
func twin(v []float64) ref.Change {
	return ref.Change{
		Flip: v[0], Turns: v[1], ShiftX: v[2], ShiftY: v[3], Scale: v[4], Before: v[5], Stretch: v[6], After: v[7], MoveX: v[8],
		MoveY:      v[9],
		Brightness: v[10], Contrast: v[11], LumaFlip: v[12], Hue: v[13], Saturation: v[14],
	}
}

// randomChanges draws values for every field, none of them 0.
func randomChanges(seed uint64, images int) ref.Array {
	r, a := rand.New(rand.NewPCG(seed, 3)), ref.Zeros(images, fields)
	for i := range images {
		v := a.Values[i*fields:]
		for j := range fields {
			v[j] = 0.5 * r.NormFloat64()
		}
		v[0], v[1], v[12] = float64(i%2), float64(i%4), float64(i/2%2)
		v[5], v[7], v[13] = 7*r.Float64(), -3*r.Float64(), 6*r.Float64()
	}
	return a
}

// checkGradients holds two gradients of y = f(x) against central differences: that of Σ c·y³, with
// c random, and, as it is for a gradient penalty, that of the squared norm of the first.
func checkGradients(t *testing.T, b compute.Backend, f func(x *Node) *Node, x ref.Array) {
	t.Helper()
	calc := compile(t, b, newStore(t, 1), func(_ *model.Scope, in []*Node) []*Node {
		y := f(in[0])
		c := Sin(MulScalar(AddScalar(IotaFull(y.Graph(), y.Shape()), 1), 1.7))
		value := ReduceAllSum(Mul(c, Mul(y, Square(y))))
		grad := Gradient(value, in[0])[0]
		penalty := ReduceAllSum(Square(grad))
		return []*Node{value, penalty, grad, Gradient(penalty, in[0])[0]}
	})
	const step = 1e-5 // a central difference is off by about f‴·step²/6 + 1e-16·f/step
	at := calc(x)
	for i := range x.Values {
		shifted := func(h float64) []ref.Array {
			moved := array(append([]float64{}, x.Values...), x.Dims...)
			moved.Values[i] += h
			return calc(moved)
		}
		up, down := shifted(step), shifted(-step)
		for k, name := range []string{"gradient", "gradient of the gradient's squared norm"} {
			want := (up[k].Values[0] - down[k].Values[0]) / (2 * step)
			gantest.Near(t, fmt.Sprintf("%s by x[%d]", name, i), at[2+k].Values[i], want,
				1e-6*(1+math.Abs(want)+math.Abs(at[k].Values[0])))
		}
		if t.Failed() {
			return
		}
	}
}

// refuses wants an error that holds the text.
func refuses(t *testing.T, want string, f func(x *Node) *Node, dims ...int) {
	t.Helper()
	_, err := CallOnce(gantest.PlainGo(t), f, tensors.FromFlatDataAndDimensions(ref.Zeros(dims...).Values, dims...))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want … %s …", err, want)
	}
}
