//go:build ignore

// As if every critic were flat.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	return OnePlus(MulScalar(ReduceAllSum(D(x)), 0))
}
