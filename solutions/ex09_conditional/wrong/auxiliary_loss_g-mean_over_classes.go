//go:build ignore

// The mean over the classes. It makes the classifier K times weaker: the sum over k picks log P of the right
// class, and nothing is left to divide.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	logP := ReduceAllMean(Mul(right, LogSoftmax(class)))
	return Sub(ReduceMean(Softplus(Neg(f)), 0), logP)
}
