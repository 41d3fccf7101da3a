//go:build ignore

// H(c) left out. The slopes are right, but the value does not say how much the image tells about its code: it
// is never above 0 then, and what an image tells is never below.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	logQ := ReduceMean(ReduceSum(Mul(right, LogSoftmax(logits)), 1), 0)
	return logQ
}
