package cheapest

import (
	"fmt"
	"reflect"

	. "github.com/gomlx/gomlx/core/graph"
)

func constantNode(g *Graph, v value) *Node {
	if len(v.dims) == 0 {
		return Const(g, v.flat[0])
	}
	return Reshape(Const(g, v.flat), v.dims...)
}

// source is a node that an answer begins with.
type source struct {
	name string
	of   func(args []reflect.Value) *Node
}

// sources are the arguments that are nodes, and what a function among them makes of each of these.
func (s *search) sources() (all []source) {
	var critics []int
	for i, t := range s.ins() {
		switch t {
		case nodeType:
			all = append(all, source{fmt.Sprint(i), func(args []reflect.Value) *Node { return args[i].Interface().(*Node) }})
		case criticType:
			critics = append(critics, i)
		}
	}
	for _, n := range all {
		for _, d := range critics {
			all = append(all, source{fmt.Sprintf("%d(%s)", d, n.name), func(args []reflect.Value) *Node {
				return args[d].Interface().(func(x *Node) *Node)(n.of(args))
			}})
		}
	}
	return all
}

type step struct {
	name string
	of   func(x *Node) *Node
}

var nodeChanges = []step{
	{"", func(x *Node) *Node { return x }}, {"minus ", Neg}, {"half of ", func(x *Node) *Node { return MulScalar(x, 0.5) }},
	{"twice ", func(x *Node) *Node {
		return MulScalar(x, 2)
	}}, {"1 minus ", OneMinus}, {"square of ", Square}, {"sigmoid of ", Sigmoid},
	{"what is above 0 of ", func(x *Node) *Node { return MaxScalar(x, 0) }},
}

var reductions = []step{
	{"sum of ", ReduceAllSum}, {"mean of ", ReduceAllMean}, {"max of ", ReduceAllMax}, {"min of ", ReduceAllMin},
	{"sum in each row of ", func(x *Node) *Node { return ReduceSum(rowsOf(x), 1) }},
	{"mean in each row of ", func(x *Node) *Node { return ReduceMean(rowsOf(x), 1) }},
	{"length of each row of ", lengths},
	{"mean length of a row of ", func(x *Node) *Node { return ReduceAllMean(lengths(x)) }},
	{"mean sum in a row of ", func(x *Node) *Node { return ReduceAllMean(ReduceSum(rowsOf(x), 1)) }},
}

func rowsOf(x *Node) *Node  { return Reshape(x, x.Shape().Dimensions[0], -1) }
func lengths(x *Node) *Node { return Sqrt(AddScalar(ReduceSum(Square(rowsOf(x)), 1), 1e-12)) }
func zeroOf(x *Node) *Node  { return MulScalar(ReduceAllSum(x), 0) } // it has a gradient, which is 0
func filled(x *Node) *Node  { return MulScalar(x, 0) }
func reduce(r, c step) step {
	return step{r.name + c.name, func(x *Node) *Node { return r.of(c.of(x)) }}
}

// ofNodes are the answers to a function that returns nodes.
func (s *search) ofNodes() (all []answer) {
	for _, from := range s.sources() {
		for _, c := range nodeChanges {
			all = append(all, s.nodes(Input, from, c))
			for _, r := range reductions {
				all = append(all, s.nodes(Statistic, from, reduce(r, c)))
			}
		}
	}
	for _, from := range s.sources() {
		for _, x := range s.constants() {
			name := fmt.Sprintf("%.6g, with the graph of ", x)
			all = append(all, s.nodes(Constant, from, step{name, func(n *Node) *Node { return AddScalar(zeroOf(n), x) }}),
				s.nodes(Constant, from, step{"as many " + name, func(n *Node) *Node { return AddScalar(filled(n), x) }}))
		}
	}
	return all
}

// nodes makes an answer that gives the same node for every result.
func (s *search) nodes(kind string, from source, to step) answer {
	n := len(s.outs())
	return answer{kind, to.name + from.name, func(args []reflect.Value) (out []reflect.Value) {
		y := reflect.ValueOf(to.of(from.of(args)))
		for range n {
			out = append(out, y)
		}
		return out
	}}
}
