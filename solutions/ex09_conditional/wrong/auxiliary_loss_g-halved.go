//go:build ignore

// Half of the loss. Some programs take the mean of the two terms; the task has their sum, log 2 + log 10 where
// D knows nothing of ten classes.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	logP := ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	return MulScalar(Sub(ReduceMean(Softplus(Neg(f)), 0), logP), 0.5)
}
