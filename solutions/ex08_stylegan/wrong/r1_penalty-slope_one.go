//go:build ignore

// A slope of 1 asked for. That is the penalty of WGAN-GP; R1 asks for a slope of 0.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	slope := Gradient(ReduceAllSum(D(x)), x)[0]
	norm := Sqrt(AddScalar(ReduceSum(Square(slope), 1, 2, 3), 1e-12))
	return MulScalar(ReduceMean(Square(AddScalar(norm, -1)), 0), 0.5)
}
