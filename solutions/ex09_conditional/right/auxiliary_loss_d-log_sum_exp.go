//go:build ignore

// The logarithm of the sum of exponentials by hand, with the largest logit taken off.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	surprise := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		off := Sub(class, StopGradient(ReduceAndKeep(class, ReduceMax, -1)))
		all := Log(ReduceSum(Exp(off), 1))
		return ReduceMean(Sub(all, ReduceSum(Mul(right, off), 1)), 0)
	}
	sources := ReduceMean(Add(Softplus(Neg(r)), Softplus(f)), 0)
	return Add(sources, Add(surprise(classR, cR), surprise(classF, cF)))
}
