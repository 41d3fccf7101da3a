//go:build ignore

// The sum over the batch for the classes. All four terms are means; otherwise the weight of the classifier
// grows with the batch.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceAllSum(Mul(right, LogSoftmax(class)))
	}
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return Sub(sources, Add(logP(classR, cR), logP(classF, cF)))
}
