//go:build ignore

// Both players go down the sum of the two losses. D then moves toward what helps G as well; each
// player has a loss of his own.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	lossG = ReduceMean(Softplus(Neg(D(xTilde))), 0)
	both := Add(lossD, lossG)
	adamD(both)
	adamG(both)
	return lossD, lossG
}
