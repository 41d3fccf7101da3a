//go:build ignore

// The scores of all classes first, of which one is taken; and a score at each position, added up.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	d := h.Shape().Dimensions
	flat := Reshape(h, d[0], d[1]*d[2], d[3])
	φ := ReduceSum(flat, 1)
	scores := Dot(φ, Transpose(V, 0, 1)).Product() // [B, K]
	ofClass := ReduceSum(Mul(OneHot(y, V.Shape().Dimensions[0], V.DType()), scores), 1)
	ψ := Add(ReduceSum(ReduceSum(Mul(flat, Reshape(w, 1, 1, -1)), 2), 1), b)
	return Add(ofClass, ψ)
}
