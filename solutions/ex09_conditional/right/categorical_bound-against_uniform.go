//go:build ignore

// How much more likely Q says the right value than who knows nothing, log(K·Q(c|x)).
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func CategoricalBound(logits, c *Node) *Node {

	K := logits.Shape().Dimensions[1]
	right := OneHot(c, K, logits.DType())
	Q := ReduceSum(Mul(right, Softmax(logits)), 1)
	return ReduceMean(Log(MulScalar(Q, float64(K))), 0)
}
