// Package plaingo computes small graphs in pure Go and float64, for checks that ask what is
// computed: it needs no device and nothing that has to be installed, and starts in milliseconds.
package plaingo

import (
	"fmt"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // the backend "go"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/ref"
)

var backend = sync.OnceValues(func() (compute.Backend, error) { return compute.NewWithConfig("go") })

// Graph computes f of the inputs. An error, also one that f panics with, is a panic with that
// error.
func Graph(f func(x []*graph.Node) []*graph.Node, inputs ...ref.Array) []ref.Array {
	b, err := backend()
	check(err)
	exec, err := graph.NewExec(b, f)
	check(err)
	defer exec.Finalize()
	args := make([]any, len(inputs))
	for i, x := range inputs {
		args[i] = tensors.FromFlatDataAndDimensions(x.Values, x.Dims...)
	}
	outs, err := exec.Call(args...)
	check(err)
	arrays := make([]ref.Array, len(outs))
	for i, out := range outs {
		arrays[i] = ref.Array{Dims: out.Shape().Dimensions}
		check(out.ConstFlatData(func(flat any) {
			values, ok := flat.([]float64)
			if !ok {
				panic(fmt.Errorf("a result is %s, want float64 as the inputs are", out.Shape()))
			}
			arrays[i].Values = append(arrays[i].Values, values...)
		}))
	}
	return arrays
}

// One computes a function with one result.
func One(f func(x []*graph.Node) *graph.Node, inputs ...ref.Array) ref.Array {
	return Graph(func(x []*graph.Node) []*graph.Node { return []*graph.Node{f(x)} }, inputs...)[0]
}

// WithGradient computes a function whose result is a scalar, and its gradient by each of the
// inputs.
func WithGradient(f func(x []*graph.Node) *graph.Node, inputs ...ref.Array) (value float64, gradients []ref.Array) {
	all := Graph(func(x []*graph.Node) []*graph.Node {
		y := f(x)
		if y.Rank() != 0 {
			panic(fmt.Errorf("the result has shape %v, want one number", y.Shape().Dimensions))
		}
		return append([]*graph.Node{y}, graph.Gradient(y, x...)...)
	}, inputs...)
	return all[0].Values[0], all[1:]
}

// Vector is an array with one axis.
func Vector(x []float64) ref.Array { return ref.Array{Dims: []int{len(x)}, Values: x} }

func check(err error) {
	if err != nil {
		panic(Error{err})
	}
}

// Error is what building or computing a graph failed with.
type Error struct{ err error }

// Error is what the graph's own function says, without what GoMLX says around it.
func (e Error) Error() string {
	text, _, _ := strings.Cut(e.err.Error(), "\n")
	if i := strings.LastIndex(text, "panicked: "); i >= 0 {
		text = text[i+len("panicked: "):]
	}
	return strings.TrimPrefix(text, "runtime panic: : ")
}

// Unwrap gives the error with all of that.
func (e Error) Unwrap() error { return e.err }

// Stack is the calls that led to the error, one after the other, as far as GoMLX noted them.
func (e Error) Stack() string { return fmt.Sprintf("%+v", e.err) }
