//go:build ignore

// The classes of real images only. Some programs do that, and it can be argued for; L_C has a term for the
// generated ones too.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	logP := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceMean(ReduceSum(Mul(right, LogSoftmax(class)), 1), 0)
	}
	sources := Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0))
	return Sub(sources, logP(classR, cR))
}
