//go:build ignore

// The mean row of V, whatever the class.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ProjectionScore(h, y, V, w, b *Node) *Node {

	φ := ReduceSum(h, 1, 2)
	v := ExpandAxes(ReduceMean(V, 0), 0)
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), b)
}
