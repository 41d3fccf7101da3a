package gantest

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/backend"
)

// Device is the device the tests run on: the one backend.New chooses, opened once for each test
// binary. The log of the test says which it is.
func Device(t testing.TB) *backend.Device {
	t.Helper()
	d, err := device()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("device: %s", d)
	return d
}

var device = sync.OnceValues(func() (*backend.Device, error) { return backend.New("") })

// PlainGo is the backend in pure Go. It compiles nothing, so it is the quick one for tests that ask
// what is computed on few and small values.
func PlainGo(t testing.TB) compute.Backend {
	t.Helper()
	d, err := plainGo()
	if err != nil {
		t.Fatal(err)
	}
	return d.Backend
}

var plainGo = sync.OnceValues(func() (*backend.Device, error) { return backend.New("go") })

// Vector is a function of vectors, as a graph.
type Vector func(x ...*graph.Node) *graph.Node

// Eval computes f on float64 vectors and returns the value as a flat slice.
func Eval(t testing.TB, f Vector, x ...[]float64) []float64 {
	t.Helper()
	return compile(t, func(nodes []*graph.Node) []*graph.Node { return []*graph.Node{f(nodes...)} })(x)[0]
}

// Gradient computes the gradient of the scalar f with respect to each x.
func Gradient(t testing.TB, f Vector, x ...[]float64) [][]float64 {
	t.Helper()
	return compile(t, func(nodes []*graph.Node) []*graph.Node { return graph.Gradient(f(nodes...), nodes...) })(x)
}

// CheckGradient holds the gradient of the scalar f at x against central differences of f, both in
// float64. f must be smooth around x: a step of 1e-5 is taken to each side.
func CheckGradient(t testing.TB, f Vector, x ...[]float64) {
	t.Helper()
	const step, tol = 1e-5, 1e-7 // the error of a central difference is about f‴·step²/6 + 1e-16·f/step
	value := compile(t, func(nodes []*graph.Node) []*graph.Node { return []*graph.Node{f(nodes...)} })
	for i, grad := range Gradient(t, f, x...) {
		for j := range x[i] {
			shifted := func(h float64) float64 {
				y := slices.Clone(x)
				y[i] = slices.Clone(x[i])
				y[i][j] += h
				return value(y)[0][0]
			}
			want := (shifted(step) - shifted(-step)) / (2 * step)
			Near(t, fmt.Sprintf("∂f/∂x%d[%d] against a central difference", i, j), grad[j], want, tol*(1+math.Abs(want)))
		}
	}
}

// compile turns a graph function into a function of vectors that is compiled once.
func compile(t testing.TB, f func([]*graph.Node) []*graph.Node) func(x [][]float64) [][]float64 {
	t.Helper()
	exec, err := graph.NewExec(Device(t).Backend, f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	return func(x [][]float64) [][]float64 {
		t.Helper()
		args := make([]any, len(x))
		for i := range x {
			args[i] = x[i]
		}
		outs, err := exec.Call(args...)
		if err != nil {
			t.Fatal(err)
		}
		values := make([][]float64, len(outs))
		for i, out := range outs {
			values[i] = Flat(t, out)
		}
		return values
	}
}

// Near fails the test unless |got − want| ≤ tol. why says what is compared and, best of all, why
// they should agree. NaN is near nothing.
func Near(t testing.TB, why string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s\n got %.10g\nwant %.10g\n off %.3g, allowed %.3g", why, got, want, math.Abs(got-want), tol)
	}
}

// Flat returns the values of a float32 or float64 tensor of any shape, row by row.
func Flat(t testing.TB, x *tensors.Tensor) []float64 {
	t.Helper()
	var out []float64
	err := x.ConstFlatData(func(flat any) {
		switch v := flat.(type) {
		case []float64:
			out = append(out, v...)
		case []float32:
			for _, a := range v {
				out = append(out, float64(a))
			}
		default:
			t.Fatalf("gantest.Flat: want float32 or float64, got %s", x.Shape())
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
