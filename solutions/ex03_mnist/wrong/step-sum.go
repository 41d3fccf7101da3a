//go:build ignore

// The sum over the batch in place of the mean. The loss then grows with the batch, and with it the
// slope that Adam's ε is added to.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceAllSum(Softplus(Neg(real))), ReduceAllSum(Softplus(fake)))
	adamD(lossD)
	lossG = ReduceAllSum(Softplus(Neg(D(xTilde)))) // by the D that has just moved
	adamG(lossG)
	return lossD, lossG
}
