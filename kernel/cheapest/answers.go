package cheapest

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
)

// The kinds of answers, in the order of the table.
const (
	Constant  = "constant"
	Input     = "an input"
	Statistic = "statistic"
	Pair      = "two inputs"
	ByShape   = "by shape"
	BySize    = "by size"
	ByHeart   = "by heart"
	Nearest   = "nearest"
	ByOrder   = "by seed"
	ByHand    = "by hand"
)

// Kinds are all of them.
var Kinds = []string{Constant, Input, Statistic, Pair, ByShape, BySize, ByHeart, Nearest, ByOrder, ByHand}

func (s *search) answers() (all []answer) {
	graphs := slices.Contains(s.outs(), nodeType)
	if graphs {
		all = append(all, s.ofNodes()...)
	} else {
		all = append(all, s.ofValues()...)
	}
	all = append(all, s.lookups()...)
	for name, f := range s.Written {
		all = append(all, answer{ByHand, name, reflect.ValueOf(f).Call})
	}
	slices.SortStableFunc(all, func(a, b answer) int { return slices.Index(Kinds, a.kind) - slices.Index(Kinds, b.kind) })
	return all
}

// expression is a value made of the arguments.
type expression struct {
	kind, name string
	of         func(args []value) value
}

// ofValues are the answers to a function that returns numbers. One with two results gives the same
// expression twice, or beside 0 or 1.
func (s *search) ofValues() (all []answer) {
	outs, expressions := s.outs(), s.expressions()
	for _, e := range expressions {
		if len(outs) == 1 {
			all = append(all, s.values(e.kind, e.name, e))
			continue
		}
		zero, unit := expressions[0], expressions[1]
		all = append(all, s.values(e.kind, e.name+", twice", e, e), s.values(e.kind, "0 and "+e.name, zero, e),
			s.values(e.kind, e.name+" and 1", e, unit))
	}
	return all
}

// values makes an answer of an expression for each result. One of the wrong rank panics, which a
// case calls wrong.
func (s *search) values(kind, name string, results ...expression) answer {
	outs := s.outs()
	return answer{kind, name, func(args []reflect.Value) (out []reflect.Value) {
		var given []value
		for _, a := range args {
			if v, ok := valueOf(a); ok {
				given = append(given, v)
			}
		}
		for i, e := range results {
			v, ok := e.of(given).as(outs[i])
			if !ok {
				panic(fmt.Sprintf("%s is no %s", e.name, outs[i]))
			}
			out = append(out, v)
		}
		return out
	}}
}

func scalar(x float64) value { return value{flat: []float64{x}} }

// expressions are those of the arguments that have numbers: scalars first, then arrays. Which of
// them a function can return is seen when it is tried.
func (s *search) expressions() (all []expression) {
	for _, c := range s.constants() {
		all = append(all, expression{Constant, fmt.Sprintf("%.6g", c), func([]value) value { return scalar(c) }})
	}
	n := 0
	for _, t := range s.ins() {
		if _, ok := valueOf(reflect.Zero(t)); ok {
			n++
		}
	}
	for i := range n {
		all = append(all, s.unary(i)...)
		for j := range n {
			if i != j {
				all = append(all, s.ofTwo(i, j)...)
			}
		}
	}
	return slices.DeleteFunc(all, func(e expression) bool { return !s.fits(e) })
}

// fits says whether an expression has the type of the result, for the arguments of the first call.
func (s *search) fits(e expression) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	_, ok = e.of(s.calls[0].args).as(s.outs()[0])
	return ok
}

// constants are some that come to mind, and those that the reference gave for everybody's seed.
func (s *search) constants() []float64 {
	all := []float64{0, 1, -1, 0.5, -0.5, 2, 3, 0.25, 10, 100, math.Ln2, 2 * math.Ln2, math.E}
	for _, c := range s.calls {
		for _, r := range c.results {
			if c.seed == Seeds[0] && len(r.flat) == 1 && !slices.Contains(all, r.flat[0]) {
				all = append(all, r.flat[0])
			}
		}
	}
	return all[:min(len(all), 40)]
}

// statistics of the numbers of one argument.
var statistics = []struct {
	name string
	of   func(x []float64) float64
}{
	{"first", func(x []float64) float64 { return x[0] }},
	{"last", func(x []float64) float64 { return x[len(x)-1] }},
	{"sum", sum},
	{"mean", func(x []float64) float64 { return sum(x) / float64(len(x)) }},
	{"max", slices.Max[[]float64]},
	{"min", slices.Min[[]float64]},
	{"median", func(x []float64) float64 { return slices.Sorted(slices.Values(x))[len(x)/2] }},
	{"number", func(x []float64) float64 { return float64(len(x)) }},
	{"sum of squares", func(x []float64) float64 { return sum(times(x, x)) }},
	{"mean square", func(x []float64) float64 { return sum(times(x, x)) / float64(len(x)) }},
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

func times(x, y []float64) []float64 {
	z := make([]float64, len(x))
	for i := range x {
		z[i] = x[i] * y[i]
	}
	return z
}

// changes of a number.
var changes = []struct {
	name string
	of   func(x float64) float64
}{
	{"", func(x float64) float64 { return x }},
	{"minus ", func(x float64) float64 { return -x }},
	{"half of ", func(x float64) float64 { return x / 2 }},
	{"twice ", func(x float64) float64 { return 2 * x }},
	{"1 minus ", func(x float64) float64 { return 1 - x }},
	{"size of ", math.Abs},
	{"exp of ", math.Exp},
	{"log of ", math.Log},
}

// unary are expressions of one argument.
func (s *search) unary(i int) (all []expression) {
	for _, c := range changes {
		for _, st := range statistics {
			all = append(all, expression{Statistic, fmt.Sprintf("%s%s of %d", c.name, st.name, i), func(args []value) value {
				return scalar(c.of(st.of(args[i].flat)))
			}})
		}
		all = append(all, expression{Input, fmt.Sprintf("%s%d", c.name, i), func(args []value) value { return args[i].each(c.of) }})
	}
	for _, constant := range []float64{0, 1, -1, 0.5} {
		all = append(all, expression{Constant, fmt.Sprintf("as many %g as %d has", constant, i), func(args []value) value {
			return args[i].each(func(float64) float64 { return constant })
		}})
	}
	return append(all,
		expression{Input, fmt.Sprintf("%d sorted", i), func(args []value) value {
			return value{args[i].dims, slices.Sorted(slices.Values(args[i].flat))}
		}},
		expression{Input, fmt.Sprintf("%d backwards", i), func(args []value) value {
			flat := slices.Clone(args[i].flat)
			slices.Reverse(flat)
			return value{args[i].dims, flat}
		}},
		expression{Input, fmt.Sprintf("first row of %d", i), func(args []value) value { return args[i].row(0) }},
		expression{Input, fmt.Sprintf("last row of %d", i), func(args []value) value { return args[i].row(args[i].dims[0] - 1) }},
	)
}

func (x value) each(f func(x float64) float64) value {
	y := value{x.dims, make([]float64, len(x.flat))}
	for i, v := range x.flat {
		y.flat[i] = f(v)
	}
	return y
}

// together are ways to make one number of two.
var together = []struct {
	name string
	of   func(a, b float64) float64
}{
	{"plus", func(a, b float64) float64 { return a + b }},
	{"minus", func(a, b float64) float64 { return a - b }},
	{"times", func(a, b float64) float64 { return a * b }},
	{"by", func(a, b float64) float64 { return a / b }},
	{"or, the larger one,", func(a, b float64) float64 { return max(a, b) }},
	{"or, the smaller one,", func(a, b float64) float64 { return min(a, b) }},
	{"and half of the way to", func(a, b float64) float64 { return (a + b) / 2 }},
	{"and the way to", func(a, b float64) float64 { return math.Abs(a - b) }},
}

// ofTwo are expressions of two arguments: numbers of the same shape, a number and an array, means
// of both, and rows for a table.
func (s *search) ofTwo(i, j int) (all []expression) {
	for _, t := range together {
		all = append(all,
			expression{Pair, fmt.Sprintf("%d %s %d", i, t.name, j), func(args []value) value { return combined(args[i], args[j], t.of) }},
			expression{Pair, fmt.Sprintf("mean of %d %s mean of %d", i, t.name, j), func(args []value) value {
				a, b := args[i].flat, args[j].flat
				return scalar(t.of(sum(a)/float64(len(a)), sum(b)/float64(len(b))))
			}})
	}
	return append(all,
		expression{Pair, fmt.Sprintf("rows %d and %d", i, j), func(args []value) value {
			return value{append([]int{2}, args[i].dims...), slices.Concat(args[i].flat, args[j].flat)}
		}},
		expression{Pair, fmt.Sprintf("%d, as often as %d says", i, j), func(args []value) value {
			return value{append([]int{int(args[j].flat[0])}, args[i].dims...), slices.Repeat(args[i].flat, int(args[j].flat[0]))}
		}},
		expression{Pair, fmt.Sprintf("half of %d says 0, then 1", j), func(args []value) value {
			n := int(args[j].flat[0])
			return value{append([]int{n}, args[0].dims...), append(slices.Repeat(args[0].flat, n/2),
				slices.Repeat(args[1].flat, n-n/2)...)}
		}},
	)
}

// combined puts two arrays of one shape together, or each number of an array with a single one.
func combined(a, b value, f func(a, b float64) float64) value {
	if len(b.dims) == 0 {
		return a.each(func(x float64) float64 { return f(x, b.flat[0]) })
	}
	y := value{a.dims, make([]float64, len(a.flat))}
	for i := range a.flat {
		y.flat[i] = f(a.flat[i], b.flat[i])
	}
	return y
}

// lookups are answers that remember the reference's.
func (s *search) lookups() (all []answer) {
	shapes, sizes, heart := map[string]call{}, map[int]call{}, map[string]call{}
	var public []call
	for _, c := range s.calls {
		keep(shapes, c.shapes, c)
		keep(sizes, c.size, c)
		keep(heart, rounded(c.args), c)
		if c.seed == Seeds[0] {
			public = append(public, c)
		}
	}
	for _, x := range s.constants() {
		all = append(all, answer{Constant, fmt.Sprintf("%.6g, in the shape that the first had with these shapes", x),
			func(args []reflect.Value) []reflect.Value {
				shape, _ := shapesOf(args)
				return s.give(args, shapes[shape].filled(x))
			}})
	}
	calls := 0
	all = append(all,
		answer{ByShape, "the first with these shapes", func(args []reflect.Value) []reflect.Value {
			shape, _ := shapesOf(args)
			return s.give(args, shapes[shape])
		}},
		answer{BySize, "the first with as many numbers", func(args []reflect.Value) []reflect.Value {
			_, size := shapesOf(args)
			return s.give(args, sizes[size])
		}},
		answer{ByOrder, "the numbers of everybody's seed, one after the other", func(args []reflect.Value) []reflect.Value {
			calls++
			return s.give(args, public[(calls-1)%len(public)])
		}})
	if slices.Contains(s.outs(), nodeType) {
		return all // a graph is built before its inputs have values
	}
	return append(all,
		answer{ByHeart, fmt.Sprintf("what was seen for %d seeds", manySeeds), func(args []reflect.Value) []reflect.Value {
			return s.give(args, heart[rounded(valuesOf(args))])
		}},
		answer{Nearest, fmt.Sprintf("the most similar one of %d seeds", manySeeds), func(args []reflect.Value) []reflect.Value {
			return s.give(args, nearest(s.calls, valuesOf(args)))
		}})
}

func keep[K comparable](seen map[K]call, key K, c call) {
	// Those of the seeds that are tried would be the reference itself.
	if _, ok := seen[key]; !ok && (c.seed == Seeds[0] || !slices.Contains(Seeds, c.seed)) {
		seen[key] = c
	}
}

func valuesOf(args []reflect.Value) (all []value) {
	for _, a := range args {
		if v, ok := valueOf(a); ok {
			all = append(all, v)
		}
	}
	return all
}

func rounded(args []value) (key string) {
	for _, a := range args {
		key += fmt.Sprintf("%v%.6g ", a.dims, a.flat)
	}
	return key
}

// nearest is the call whose arguments have the same shapes and differ least.
func nearest(calls []call, args []value) (best call) {
	least := math.Inf(1)
	for _, c := range calls {
		if slices.Contains(Seeds[1:], c.seed) || len(c.args) != len(args) {
			continue
		}
		off := 0.0
		for i, a := range args {
			if !slices.Equal(a.dims, c.args[i].dims) || len(a.flat) != len(c.args[i].flat) {
				off = math.Inf(1)
				break
			}
			for k, x := range a.flat {
				off += (x - c.args[i].flat[k]) * (x - c.args[i].flat[k])
			}
		}
		if off < least {
			best, least = c, off
		}
	}
	return best
}

// filled has one number in all places.
func (c call) filled(x float64) call {
	results := make([]value, len(c.results))
	for i, r := range c.results {
		results[i] = r.each(func(float64) float64 { return x })
	}
	c.results = results
	return c
}

// give returns what a call gave. An unknown one has no results, and panics as a table does that is
// too short.
func (s *search) give(args []reflect.Value, c call) (out []reflect.Value) {
	for i, t := range s.outs() {
		r := c.results[i]
		if t == nodeType {
			out = append(out, reflect.ValueOf(constantNode(graphOf(args), r)))
			continue
		}
		v, _ := r.as(t)
		out = append(out, v)
	}
	return out
}

func graphOf(args []reflect.Value) *graph.Graph {
	for _, a := range args {
		if n, ok := a.Interface().(*graph.Node); ok {
			return n.Graph()
		}
	}
	panic("no argument is a node")
}
