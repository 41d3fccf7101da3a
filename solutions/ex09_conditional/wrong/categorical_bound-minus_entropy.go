//go:build ignore

// H(c) taken off. I(c; x) = H(c) − H(c|x): the entropy of the code comes in with a plus, and what x leaves open
// is taken off by log Q.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	logQ := ReduceMean(ReduceSum(Mul(right, LogSoftmax(logits)), 1), 0)
	return AddScalar(logQ, -math.Log(float64(K)))
}
