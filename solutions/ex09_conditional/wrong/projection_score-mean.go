//go:build ignore

// The mean over the positions. φ is their sum: features that are found in more places count more.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceMean(h, 1, 2)
	v := Dot(OneHot(y, V.Shape().Dimensions[0], V.DType()), V).Product()
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), b)
}
