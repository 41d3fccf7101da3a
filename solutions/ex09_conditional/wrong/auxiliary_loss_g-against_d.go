//go:build ignore

// A G that wants its classes read wrongly. The game is about real and generated only: the class is what both
// players want right, and the term of the class has the same sign for both.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	logP := ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	return Add(ReduceMean(Softplus(Neg(f)), 0), logP)
}
