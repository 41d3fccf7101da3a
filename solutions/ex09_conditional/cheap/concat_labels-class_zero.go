//go:build ignore

// Class 0 for every image.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	label := OneHot(ZerosLike(y), K, x.DType())
	for label.Rank() < x.Rank() {
		label = InsertAxes(label, 1)
	}
	d[len(d)-1] = K
	return Concatenate([]*Node{x, BroadcastToDims(label, d...)}, -1)
}
