//go:build ignore

// The game as it is printed, E[log(1 − σ(f))]. It hardly has a slope where D is sure, which is at the
// beginning; the task has −E[log σ(f)].
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	logP := ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	return Sub(Neg(ReduceMean(Softplus(f), 0)), logP)
}
