//go:build ignore

// The loss of each image, and then their mean.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	largest := ReduceAndKeep(class, ReduceMax, -1)
	all := Add(Log(ReduceAndKeep(Exp(Sub(class, largest)), ReduceSum, -1)), largest) // [B, 1]
	surprise := ReduceSum(Mul(right, Sub(all, class)), 1)
	return ReduceAllMean(Add(Softplus(Neg(f)), surprise))
}
