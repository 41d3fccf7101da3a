//go:build ignore

// A norm for each pixel. Its channels alone make the slope of a pixel; the norm is over all pixels of an image.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(Mul(epsilon, x), Mul(OneMinus(epsilon), xTilde))
	slope := Gradient(ReduceAllSum(D(xHat)), xHat)[0]
	norm := Sqrt(AddScalar(ReduceSum(Square(slope), 3), 1e-12))
	return ReduceAllMean(Square(AddScalar(norm, -1)))
}
