//go:build ignore

// Classes counted from 1. They count from 0; so class 0 has no 1 anywhere, and the last value is never used.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	label := OneHot(AddScalar(y, -1), K, x.DType())
	for label.Rank() < x.Rank() {
		label = InsertAxes(label, 1)
	}
	d[len(d)-1] = K
	return Concatenate([]*Node{x, BroadcastToDims(label, d...)}, -1)
}
