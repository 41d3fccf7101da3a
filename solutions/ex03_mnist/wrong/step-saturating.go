//go:build ignore

// The saturating loss for G, E[log(1 − σ(D(G(z))))]. It has hardly any slope at the beginning, when
// D sees through everything.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	adamD(lossD)
	lossG = Neg(ReduceMean(Softplus(D(xTilde)), 0)) // by the D that has just moved
	adamG(lossG)
	return lossD, lossG
}
