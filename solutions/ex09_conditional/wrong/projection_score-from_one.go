//go:build ignore

// Classes counted from 1. Class 0 is the first row of V.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	v := Dot(OneHot(AddScalar(y, -1), V.Shape().Dimensions[0], V.DType()), V).Product()
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), b)
}
