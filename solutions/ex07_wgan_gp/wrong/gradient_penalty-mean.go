//go:build ignore

// The gradient of the mean score. It is B times too small. The sum of the scores has for each image the slope
// of its own score.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(Mul(epsilon, x), Mul(OneMinus(epsilon), xTilde))
	slope := Gradient(ReduceAllMean(D(xHat)), xHat)[0]
	norm := Sqrt(AddScalar(ReduceSum(Square(slope), 1, 2, 3), 1e-12))
	return ReduceMean(Square(AddScalar(norm, -1)), 0)
}
