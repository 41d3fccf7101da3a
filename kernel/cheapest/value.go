package cheapest

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"

	"gophergan/kernel/exercise"
)

var (
	nodeType   = reflect.TypeFor[*graph.Node]()
	criticType = reflect.TypeFor[func(x *graph.Node) *graph.Node]()
)

// value is a number or an array of them, in whatever Go type it came.
type value struct {
	dims []int
	flat []float64
}

// valueOf reads an argument; ok is false for a node, a function and what else is no number.
func valueOf(v reflect.Value) (x value, ok bool) {
	switch v.Kind() {
	case reflect.Float64:
		return value{flat: []float64{v.Float()}}, true
	case reflect.Int:
		return value{flat: []float64{float64(v.Int())}}, true
	case reflect.Uint8:
		return value{flat: []float64{float64(v.Uint())}}, true
	case reflect.Slice, reflect.Array:
		if v.Type().Elem() == nodeType {
			return x, false
		}
		x.dims = []int{v.Len()}
		for i := range v.Len() {
			row, ok := valueOf(v.Index(i))
			if !ok {
				return x, false
			}
			if i == 0 {
				x.dims = append(x.dims, row.dims...)
			}
			x.flat = append(x.flat, row.flat...)
		}
		return x, true
	}
	return x, false
}

// as makes a Go value of x; ok is false where the type has another rank.
func (x value) as(t reflect.Type) (v reflect.Value, ok bool) {
	switch {
	case t.Kind() == reflect.Float64 && len(x.dims) == 0 && len(x.flat) == 1:
		return reflect.ValueOf(x.flat[0]), true
	case t.Kind() == reflect.Int && len(x.dims) == 0 && len(x.flat) == 1 && math.Abs(x.flat[0]) < 1e9:
		return reflect.ValueOf(int(math.Round(x.flat[0]))), true
	case t.Kind() == reflect.Slice && t != reflect.TypeFor[[]*graph.Node]() && len(x.dims) > 0:
		v = reflect.MakeSlice(t, x.dims[0], x.dims[0])
		for i := range x.dims[0] {
			row, ok := x.row(i).as(t.Elem())
			if !ok {
				return v, false
			}
			v.Index(i).Set(row)
		}
		return v, true
	}
	return v, false
}

// row is x[i].
func (x value) row(i int) value {
	n := len(x.flat) / x.dims[0]
	return value{x.dims[1:], slices.Clone(x.flat[i*n : (i+1)*n])}
}

// call is one call of the reference.
type call struct {
	name    string // of the case
	seed    uint64
	shapes  string // of what has a shape
	size    int    // values in all
	args    []value
	results []value
}

// shapesOf writes the shapes of the arguments, and counts the values.
func shapesOf(args []reflect.Value) (text string, size int) {
	var words []string
	add := func(dims []int) {
		n := 1
		for _, d := range dims {
			n *= d
		}
		words, size = append(words, fmt.Sprint(dims)), size+n
	}
	for _, a := range args {
		if n, ok := a.Interface().(*graph.Node); ok {
			add(n.Shape().Dimensions)
		} else if nodes, ok := a.Interface().([]*graph.Node); ok {
			for _, n := range nodes {
				add(n.Shape().Dimensions)
			}
		} else if v, ok := valueOf(a); ok {
			add(v.dims)
		}
	}
	return strings.Join(words, " "), size
}

// record hooks the reference, and takes down its calls.
func (s *search) record(c exercise.Case, seed uint64) {
	s.hook.Set(reflect.MakeFunc(s.hook.Type(), func(args []reflect.Value) []reflect.Value {
		called := call{name: c.Name, seed: seed}
		called.shapes, called.size = shapesOf(args)
		for _, a := range args {
			if v, ok := valueOf(a); ok {
				called.args = append(called.args, v)
			}
		}
		results := s.reference.Call(args)
		for _, r := range results {
			if v, ok := valueOf(r); ok {
				called.results = append(called.results, v)
			} else if n, ok := r.Interface().(*graph.Node); ok {
				called.results = append(called.results, value{dims: n.Shape().Dimensions})
			}
		}
		s.calls = append(s.calls, called)
		return results
	}))
}

// learn fills in the values of nodes, which are known only after they were computed: those of the
// first array with that shape that was compared.
func (c *call) learn(o exercise.Outcome) {
	from := 0
	for i := range c.results {
		r := &c.results[i]
		for r.flat == nil && from < len(o.Compared) {
			compared := o.Compared[from]
			from++
			n := 1
			for _, d := range r.dims {
				n *= d
			}
			if len(compared.Got) != n {
				continue
			}
			for _, v := range compared.Got {
				r.flat = append(r.flat, float64(v))
			}
		}
	}
}
