//go:build ignore

// Generated images judged by the labels of the real ones. A generated image is right when it is of the class
// that it was asked for, cF; which real image lies beside it in the batch is chance.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	}
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return Sub(sources, Add(logP(classR, cR), logP(classF, cR)))
}
