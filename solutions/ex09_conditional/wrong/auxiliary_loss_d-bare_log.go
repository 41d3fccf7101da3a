//go:build ignore

// The logarithm of a softmax. It is right for small logits; for large ones the softmax of a class is exactly 0,
// and its logarithm infinite. LogSoftmax stays finite.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceMean(ReduceSum(Mul(right, Log(Softmax(class))), 1), 0)
	}
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return Sub(sources, Add(logP(classR, cR), logP(classF, cF)))
}
