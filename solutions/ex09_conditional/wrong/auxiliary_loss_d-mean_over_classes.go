//go:build ignore

// The mean over the classes. It makes the classifier K times weaker: the sum over k picks log P of the right
// class, and nothing is left to divide.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceAllMean(Mul(right, LogSoftmax(class)))
	}
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return Sub(sources, Add(logP(classR, cR), logP(classF, cF)))
}
