//go:build ignore

// The mean of two halves. Some programs take it, of the source and of the class, of real and generated; −(L_S +
// L_C) is their sum.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	}
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return MulScalar(Sub(sources, Add(logP(classR, cR), logP(classF, cF))), 0.25)
}
