//go:build ignore

// The loss in place of the bound. A cross entropy is −E[log Q], which becomes small; the bound has no minus and
// becomes large.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	logQ := ReduceMean(ReduceSum(Mul(right, LogSoftmax(logits)), 1), 0)
	return AddScalar(Neg(logQ), math.Log(float64(K)))
}
