package op_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/op"
	"gophergan/ganlib/ref"
)

// function is a graph of float64 arrays.
type function func(x []*Node) []*Node

// compile makes a function callable on a backend.
func compile(t testing.TB, b compute.Backend, f function) func(x ...ref.Array) []ref.Array {
	t.Helper()
	exec, err := NewExec(b, func(x []*Node) []*Node { return f(x) })
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
		values := make([]ref.Array, len(outs))
		for i, out := range outs {
			values[i] = ref.Array{Dims: out.Shape().Dimensions, Values: gantest.Flat(t, out)}
			out.MustFinalizeAll()
		}
		return values
	}
}

// random is an array of standard normal values.
func random(r *rand.Rand, dims ...int) ref.Array {
	a := ref.Zeros(dims...)
	for i := range a.Values {
		a.Values[i] = r.NormFloat64()
	}
	return a
}

// same fails the test unless two arrays have one shape and values within tol, relative to the
// largest that is wanted.
func same(t *testing.T, what string, got, want ref.Array, tol float64) {
	t.Helper()
	if fmt.Sprint(got.Dims) != fmt.Sprint(want.Dims) {
		t.Errorf("%s: got shape %v, want %v", what, got.Dims, want.Dims)
		return
	}
	size, off := 1.0, 0.0
	for i, w := range want.Values {
		size = max(size, math.Abs(w))
		off = max(off, math.Abs(got.Values[i]-w))
		if math.IsNaN(got.Values[i]) {
			off = math.NaN()
		}
	}
	if !(off <= tol*size) {
		t.Errorf("%s: off by %.3g, allowed %.3g", what, off, tol*size)
	}
}

// dot is the sum of the products of all elements.
func dot(a, b ref.Array) (sum float64) {
	for i := range a.Values {
		sum += a.Values[i] * b.Values[i]
	}
	return sum
}

// plan is a convolution to try: sizes of everything.
type plan struct {
	x, kernel []int
	windows   []op.Window
}

func (p plan) String() string {
	return fmt.Sprintf("x %v, kernel %v, windows %v", p.x, p.kernel, p.windows)
}

func (p plan) walks() (walks []ref.Walk) {
	for _, w := range p.windows {
		walks = append(walks, ref.Walk(w))
	}
	return walks
}

// plans draws convolutions with one to three axes: kernels of 1 to 5 taps, strides of 1 to 3,
// uneven padding, and images that the kernel does not cover evenly.
func plans(seed uint64, n int) (all []plan) {
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range n {
		p := plan{x: []int{1 + r.IntN(2)}}
		for range 1 + i%3 {
			taps := 1 + r.IntN(5)
			w := op.Window{Stride: 1 + r.IntN(3), Before: r.IntN(taps), After: r.IntN(taps)}
			p.x = append(p.x, max(1, taps-w.Before-w.After)+r.IntN(5))
			p.kernel, p.windows = append(p.kernel, taps), append(p.windows, w)
		}
		in := []int{1, 3, 20}[r.IntN(3)] // thin groups and thick ones
		p.x = append(p.x, in)
		p.kernel = append(p.kernel, in, 1+r.IntN(3))
		all = append(all, p)
	}
	return all
}

// invertible leaves out the plans whose smallest image is one of no pixels, only of padding.
func invertible(all []plan) (whole []plan) {
	for _, p := range all {
		left := 1
		for i, w := range p.windows {
			out := (p.x[1+i]+w.Before+w.After-p.kernel[i])/w.Stride + 1
			left = min(left, (out-1)*w.Stride+p.kernel[i]-w.Before-w.After)
		}
		if left > 0 {
			whole = append(whole, p)
		}
	}
	return whole
}
