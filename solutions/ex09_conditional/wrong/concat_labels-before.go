//go:build ignore

// The labels before the values. A network could learn with them there as well, but not with the weights of one
// that has them behind: the order is part of what is asked for.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	label := OneHot(y, K, x.DType())
	for label.Rank() < x.Rank() {
		label = InsertAxes(label, 1)
	}
	d[len(d)-1] = K
	return Concatenate([]*Node{BroadcastToDims(label, d...), x}, -1)
}
