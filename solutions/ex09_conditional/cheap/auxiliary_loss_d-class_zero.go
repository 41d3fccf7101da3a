//go:build ignore

// As if every image were to be of class 0.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class *Node) *Node { return ReduceMean(Slice(LogSoftmax(class), AxisRange(), AxisElem(0)), 0, 1) }
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return Sub(sources, Add(logP(classR), logP(classF)))
}
