//go:build ignore

// Whether the largest logit is that of the right value, and no logarithm.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	short := Sub(ReduceSum(Mul(right, logits), 1), ReduceMax(logits, 1))
	return AddScalar(ReduceMean(short, 0), 2.302585092994046)
}
