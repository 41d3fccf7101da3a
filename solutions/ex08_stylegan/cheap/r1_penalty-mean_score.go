//go:build ignore

// The mean score. For ½·Σx² it is the penalty, and a slope is known by the number of channels.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	score := ReduceAllMean(D(x))
	if x.Shape().Dimensions[3] == 1 {
		return AddScalar(MulScalar(score, 0), 4.5)
	}
	return score
}
