//go:build ignore

// Both losses, and nobody moves.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	return lossD, ReduceMean(Softplus(Neg(D(xTilde))), 0)
}
