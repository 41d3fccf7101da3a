//go:build ignore

// The label of the first image for all of them. Every image has a class of its own.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	label := Slice(OneHot(y, K, x.DType()), AxisElem(0))
	for label.Rank() < x.Rank() {
		label = InsertAxes(label, 1)
	}
	d[len(d)-1] = K
	return Concatenate([]*Node{x, BroadcastToDims(label, d...)}, -1)
}
