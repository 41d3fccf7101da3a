//go:build ignore

// The classes one after the other, from the last one down, as they are in the first case.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	turn := make([]int32, d[0])
	for i := range turn {
		turn[i] = int32((2*K - 1 - 2*i) % K)
	}
	label := OneHot(Const(x.Graph(), turn), K, x.DType())
	for label.Rank() < x.Rank() {
		label = InsertAxes(label, 1)
	}
	d[len(d)-1] = K
	return Concatenate([]*Node{x, BroadcastToDims(label, d...)}, -1)
}
