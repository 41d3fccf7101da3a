//go:build ignore

// The saturating loss for G, E[log(1 − D(G(z)))]. It has hardly any slope at the beginning, when D sees through
// everything.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	lossG = Neg(ReduceMean(Softplus(D(xTilde)), 0))
	return lossD, lossG
}
