//go:build ignore

// ψ left out. Without it the score says only how well an image fits its class beside others, and not whether it
// looks real at all.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	v := Dot(OneHot(y, V.Shape().Dimensions[0], V.DType()), V).Product()
	return ReduceSum(Mul(v, φ), 1)
}
