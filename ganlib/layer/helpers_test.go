package layer_test

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

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/ref"
)

const rounding = 1e-12 // of sums of some hundred products near 1, in float64

// block is a graph of the tests: what it builds lives in the scope /D.
type block func(s *model.Scope, x []*Node) []*Node

// compile makes a block a function of arrays, in float64 on the plain-Go backend.
func compile(t *testing.T, store *model.Store, training bool, f block) func(x ...ref.Array) []ref.Array {
	t.Helper()
	return compileOn(t, gantest.PlainGo(t), store, training, f)
}

func compileOn(t *testing.T, b compute.Backend, store *model.Store, training bool, f block) func(x ...ref.Array) []ref.Array {
	t.Helper()
	exec, err := model.NewExec(b, store, func(s *model.Scope, x []*Node) []*Node {
		s.Store().SetTraining(x[0].Graph(), training)
		return f(s.At("D"), x)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	return func(x ...ref.Array) []ref.Array {
		t.Helper()
		args := make([]any, len(x))
		for i, a := range x {
			args[i] = tensorOf(a)
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

// unary is a block with one input and one output.
func unary(f func(s *model.Scope, x *Node) *Node) block {
	return func(s *model.Scope, x []*Node) []*Node { return []*Node{f(s, x[0])} }
}

func tensorOf(a ref.Array) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(a.Values, a.Dims...)
}

// set gives a variable its value, before any block asks for it.
func set(store *model.Store, path string, value ref.Array) {
	store.VariableWithValue(path, tensorOf(value))
}

// variable is the value of a variable, by its whole path.
func variable(t *testing.T, store *model.Store, path string) []float64 {
	t.Helper()
	v := store.GetVariable(path)
	if v == nil {
		t.Fatalf("there is no variable %s", path)
	}
	return gantest.Flat(t, v.MustValue())
}

func trainable(t *testing.T, store *model.Store, path string, want bool) {
	t.Helper()
	if v := store.GetVariable(path); v == nil || v.Trainable != want {
		t.Errorf("%s: want a variable, trainable %t; got %v", path, want, v)
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

// same wants two arrays of one shape with the same values.
func same(t *testing.T, why string, got, want ref.Array, tol float64) {
	t.Helper()
	if fmt.Sprint(got.Dims) != fmt.Sprint(want.Dims) {
		t.Fatalf("%s: got shape %v, want %v", why, got.Dims, want.Dims)
	}
	for i := range want.Values {
		gantest.Near(t, fmt.Sprintf("%s, value %d", why, i), got.Values[i], want.Values[i], tol)
		if t.Failed() {
			return
		}
	}
}

// checkGradients holds two gradients of y = f(x) against central differences: that of Σ c·y, with c
// random, and, as it is for a gradient penalty, that of the squared norm of the first.
func checkGradients(t *testing.T, store *model.Store, training bool, f func(s *model.Scope, x *Node) *Node, x ref.Array) {
	t.Helper()
	calc := compile(t, store, training, func(s *model.Scope, in []*Node) []*Node {
		y := f(s, in[0])
		c := Sin(MulScalar(AddScalar(IotaFull(y.Graph(), y.Shape()), 1), 1.7))
		value := ReduceAllSum(Mul(c, y))
		grad := Gradient(value, in[0])[0]
		penalty := ReduceAllSum(Square(grad))
		return []*Node{value, penalty, grad, Gradient(penalty, in[0])[0]}
	})
	// a central difference is off by about f‴·step²/6 + 1e-16·f/step, and the third derivatives here
	// are below 1e4
	const step = 1e-5
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
func refuses(t *testing.T, want string, f func(s *model.Scope, x *Node) *Node, x any) {
	t.Helper()
	_, err := model.CallOnce(gantest.PlainGo(t), newStore(t, 1), func(s *model.Scope, x *Node) *Node {
		s.Store().SetTraining(x.Graph(), true)
		return f(s.At("D"), x)
	}, x)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want … %s …", err, want)
	}
}

// meanAndVariance are of the values, the variance with 1/n.
func meanAndVariance(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean, variance
}
