//go:build ignore

// ε and 1 − ε swapped, and a larger constant under the root. ε is drawn from U[0, 1], and so is 1 − ε.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(x, Mul(epsilon, Sub(xTilde, x)))
	slope := Gradient(ReduceAllSum(D(xHat)), xHat)[0]
	norm := Sqrt(AddScalar(ReduceSum(Square(slope), 1, 2, 3), 1e-8))
	return ReduceAllMean(Square(OneMinus(norm)))
}
