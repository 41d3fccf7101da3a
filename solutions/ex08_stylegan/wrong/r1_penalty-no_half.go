//go:build ignore

// No ½. With it the derivative has no factor 2, and γ is that of the papers.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	slope := Gradient(ReduceAllSum(D(x)), x)[0]
	return ReduceMean(ReduceSum(Square(slope), 1, 2, 3), 0)
}
