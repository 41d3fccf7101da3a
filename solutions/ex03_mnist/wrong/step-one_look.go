//go:build ignore

// One look of D at the generated images, for both losses. G then plays against the D before its
// step; and without a stop the loss of D has a slope by the weights of G.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	real, fake := D(x), D(G(z))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	lossG = ReduceMean(Softplus(Neg(fake)), 0)
	adamD(lossD)
	adamG(lossG)
	return lossD, lossG
}
