//go:build ignore

// The gradient of the mean score. It is B times too small, and its square B² times.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	slope := Gradient(ReduceAllMean(D(x)), x)[0]
	return MulScalar(ReduceMean(ReduceSum(Square(slope), 1, 2, 3), 0), 0.5)
}
