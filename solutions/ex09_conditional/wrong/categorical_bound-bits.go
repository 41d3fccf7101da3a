//go:build ignore

// The entropy in bits. log is the natural logarithm in both terms, else they cannot be added.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	logQ := ReduceMean(ReduceSum(Mul(right, LogSoftmax(logits)), 1), 0)
	return AddScalar(logQ, math.Log2(float64(K)))
}
