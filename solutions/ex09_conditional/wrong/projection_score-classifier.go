//go:build ignore

// The logarithm of a softmax over the classes. That is what a classifier says, as in ACGAN. Here the classes do
// not compete: V[y]·φ is added as it is.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	label := OneHot(y, V.Shape().Dimensions[0], V.DType())
	scores := LogSoftmax(Dot(φ, Transpose(V, 0, 1)).Product()) // [B, K]
	ψ := ReduceSum(Mul(ExpandAxes(w, 0), φ), 1)
	return Add(Add(ReduceSum(Mul(label, scores), 1), ψ), b)
}
