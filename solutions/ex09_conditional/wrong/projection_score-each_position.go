//go:build ignore

// b once for each position. First comes the sum over the positions, then ψ with its b.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	v := Dot(OneHot(y, V.Shape().Dimensions[0], V.DType()), V).Product()
	positions := float64(h.Shape().Dimensions[1] * h.Shape().Dimensions[2])
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), MulScalar(b, positions))
}
