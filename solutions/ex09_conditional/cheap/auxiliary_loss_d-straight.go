//go:build ignore

// Straight pieces, without a logarithm. For large logits they are the loss.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {

	short := func(class, c *Node) *Node {
		right := OneHot(c, class.Shape().Dimensions[1], class.DType())
		return ReduceMean(Sub(ReduceMax(class, 1), ReduceSum(Mul(right, class), 1)), 0)
	}
	sources := Add(ReduceMean(MaxScalar(Neg(r), 0), 0), ReduceMean(MaxScalar(f, 0), 0))
	return Add(sources, Add(short(classR, cR), short(classF, cF)))
}
