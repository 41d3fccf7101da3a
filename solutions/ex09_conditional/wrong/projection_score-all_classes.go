//go:build ignore

// The scores of all classes added up. Only the row of the class that the image is shown as counts; otherwise
// the label does not matter.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	v := ExpandAxes(ReduceSum(V, 0), 0) // [1, D]
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), b)
}
