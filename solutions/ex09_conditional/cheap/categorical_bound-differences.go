//go:build ignore

// The logit of the right value, less the mean of all. Where Q knows nothing that is 0, and so is the bound.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func CategoricalBound(logits, c *Node) *Node {

	right := OneHot(c, logits.Shape().Dimensions[1], logits.DType())
	return ReduceMean(Sub(ReduceSum(Mul(right, logits), 1), ReduceMean(logits, 1)), 0)
}
