//go:build ignore

// G plays against the D before its step. Its loss was built before adamD, and what was built before
// keeps the old weights; ask D again after its step.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	lossG = ReduceMean(Softplus(Neg(D(xTilde))), 0)
	adamD(lossD)
	adamG(lossG)
	return lossD, lossG
}
