//go:build ignore

// All rows, of which all but one are multiplied with 0.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	K, D := W.Shape().Dimensions[0], W.Shape().Dimensions[1]
	label := OneHot(y, K, W.DType())
	return ReduceSum(Mul(Reshape(label, -1, K, 1), Reshape(W, 1, K, D)), 1)
}
