//go:build ignore

// The probability in place of its logarithm. E[Q(c|x)] is how often a code is guessed right, which is no
// information.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	logQ := ReduceMean(ReduceSum(Mul(right, Softmax(logits)), 1), 0)
	return AddScalar(logQ, math.Log(float64(K)))
}
