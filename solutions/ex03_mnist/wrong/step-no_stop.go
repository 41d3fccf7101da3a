//go:build ignore

// No stop of the gradient. The loss of D has a slope by the weights of G. Here adamD leaves them
// alone, and only time is lost; an optimiser of all weights would teach G to help D. StopGradient
// around G(z) in D's loss cuts the way.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(xTilde)
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	adamD(lossD)
	lossG = ReduceMean(Softplus(Neg(D(xTilde))), 0) // by the D that has just moved
	adamG(lossG)
	return lossD, lossG
}
