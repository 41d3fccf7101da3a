//go:build ignore

// Nothing added under the root. At a critic that is flat the root of 0 has an infinite slope, and 0 times
// infinity is not a number: one such image, and all weights are lost.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(Mul(epsilon, x), Mul(OneMinus(epsilon), xTilde))
	slope := Gradient(ReduceAllSum(D(xHat)), xHat)[0]
	norm := Sqrt(ReduceSum(Square(slope), 1, 2, 3))
	return ReduceMean(Square(AddScalar(norm, -1)), 0)
}
