//go:build ignore

// A penalty from one side. It leaves slopes below 1 in peace. That is a penalty of its own (WGAN-LP), but not
// this one.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(Mul(epsilon, x), Mul(OneMinus(epsilon), xTilde))
	slope := Gradient(ReduceAllSum(D(xHat)), xHat)[0]
	norm := Sqrt(AddScalar(ReduceSum(Square(slope), 1, 2, 3), 1e-12))
	return ReduceMean(Square(MaxScalar(AddScalar(norm, -1), 0)), 0)
}
