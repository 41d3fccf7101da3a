//go:build ignore

// One norm for the whole batch. Each image has a slope of its own: sum over axes 1, 2 and 3, and keep axis 0.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(Mul(epsilon, x), Mul(OneMinus(epsilon), xTilde))
	slope := Gradient(ReduceAllSum(D(xHat)), xHat)[0]
	norm := Sqrt(AddScalar(ReduceAllSum(Square(slope)), 1e-12))
	return Square(AddScalar(norm, -1))
}
