//go:build ignore

// From x to x̃ in one step, without a gradient: the difference of the scores by the distance of the images.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	way := Sqrt(AddScalar(ReduceSum(Square(Sub(x, xTilde)), 1, 2, 3), 1e-12))
	norm := Div(Abs(Sub(D(x), D(xTilde))), way)
	return ReduceAllMean(Square(AddScalar(norm, -1)))
}
