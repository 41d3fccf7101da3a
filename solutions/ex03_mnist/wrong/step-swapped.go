//go:build ignore

// The optimisers are swapped. adamG gets the loss of D, and adamD that of G: D moves to be fooled, and
// G, whose weights the loss of D does not reach, stays where it is.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	adamG(lossD)
	lossG = ReduceMean(Softplus(Neg(D(xTilde))), 0)
	adamD(lossG)
	return lossD, lossG
}
