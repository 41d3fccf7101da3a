//go:build ignore

// What is above 0. The losses far away from 0, without any logarithm.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	real, fake, again := D(x), D(StopGradient(G(z))), D(G(z))
	above := func(x *Node) *Node { return ReduceMean(MaxScalar(x, 0), 0) }
	return Add(above(Neg(real)), above(fake)), above(Neg(again))
}
