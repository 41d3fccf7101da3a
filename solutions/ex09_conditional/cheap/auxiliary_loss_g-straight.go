//go:build ignore

// Straight pieces, without a logarithm, and the numbers where D knows nothing.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func AuxiliaryLossG(f, class, c *Node) *Node {

	right := OneHot(c, class.Shape().Dimensions[1], class.DType())
	short := ReduceMean(Sub(ReduceMax(class, 1), ReduceSum(Mul(right, class), 1)), 0)
	return AddScalar(Add(ReduceMean(MaxScalar(Neg(f), 0), 0), short), 2.995732273553991)
}
