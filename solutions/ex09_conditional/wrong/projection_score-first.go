//go:build ignore

// The class of the first image for all of them. Each image is shown as one of its own.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	label := Slice(OneHot(y, V.Shape().Dimensions[0], V.DType()), AxisElem(0)) // [1, K]
	v := Dot(label, V).Product()
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), b)
}
