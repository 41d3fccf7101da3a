//go:build ignore

// ψ times V[y]·φ. The two are added, as logarithms of two ratios are.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	v := Dot(OneHot(y, V.Shape().Dimensions[0], V.DType()), V).Product()
	ψ := Add(ReduceSum(Mul(ExpandAxes(w, 0), φ), 1), b)
	return Mul(ReduceSum(Mul(v, φ), 1), ψ)
}
