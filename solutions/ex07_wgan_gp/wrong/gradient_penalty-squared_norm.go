//go:build ignore

// The square of the norm. (‖∇D‖² − 1)² is 0 at the same place, but much steeper: for a slope of 4 it is 225 in
// place of 9. The root is missing.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(Mul(epsilon, x), Mul(OneMinus(epsilon), xTilde))
	slope := Gradient(ReduceAllSum(D(xHat)), xHat)[0]
	return ReduceMean(Square(AddScalar(ReduceSum(Square(slope), 1, 2, 3), -1)), 0)
}
