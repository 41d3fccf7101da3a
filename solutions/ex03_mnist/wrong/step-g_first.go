//go:build ignore

// G moves first. In the algorithm D does, and G then plays against the D that has moved.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	lossG = ReduceMean(Softplus(Neg(D(G(z)))), 0)
	adamG(lossG)
	real, fake := D(x), D(StopGradient(G(z)))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	adamD(lossD)
	return lossD, lossG
}
