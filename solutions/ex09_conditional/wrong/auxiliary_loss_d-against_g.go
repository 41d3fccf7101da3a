//go:build ignore

// A D that wants the classes of generated images read wrongly. The game is about real and generated only. The
// class is no part of it: both players want it right, so L_C has the same sign for both.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	}
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return Sub(sources, Sub(logP(classR, cR), logP(classF, cF)))
}
