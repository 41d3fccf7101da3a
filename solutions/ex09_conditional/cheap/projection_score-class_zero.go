//go:build ignore

// Every image as one of class 0.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)

	v := Slice(V, AxisElem(0)) // [1, D]
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), b)
}
