//go:build ignore

// The labels of D are exchanged. It learns to say real to what G makes, and G runs after a D that
// praises it.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(real), 0), ReduceMean(Softplus(Neg(fake)), 0))
	adamD(lossD)
	lossG = ReduceMean(Softplus(Neg(D(xTilde))), 0) // by the D that has just moved
	adamG(lossG)
	return lossD, lossG
}
