//go:build ignore

// The gradient is stopped in both losses. G gets a slope of 0 and never moves; in its own loss the
// way through D has to stay open.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := StopGradient(G(z))
	real, fake := D(x), D(xTilde)
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	adamD(lossD)
	lossG = ReduceMean(Softplus(Neg(D(xTilde))), 0) // by the D that has just moved
	adamG(lossG)
	return lossD, lossG
}
