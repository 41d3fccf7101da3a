//go:build ignore

// The entropy of the batch, log B. H(c) is that of the code before an image is seen: one of K values, each as
// likely as the others.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	logQ := ReduceMean(ReduceSum(Mul(right, LogSoftmax(logits)), 1), 0)
	return AddScalar(logQ, math.Log(float64(logits.Shape().Dimensions[0])))
}
