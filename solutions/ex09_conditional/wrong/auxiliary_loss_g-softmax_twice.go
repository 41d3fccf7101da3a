//go:build ignore

// A softmax before the softmax. LogSoftmax has one in it and wants logits. After a second one the loss of an
// answer that is certain and right is not 0 but log(1 + (K − 1)/e), 1.461150 for ten classes, and hardly a
// gradient reaches G.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	logP := ReduceMean(ReduceSum(Mul(right, LogSoftmax(Softmax(class))), 1), 0)
	return Sub(ReduceMean(Softplus(Neg(f)), 0), logP)
}
