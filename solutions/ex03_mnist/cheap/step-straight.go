//go:build ignore

// What is above 0. The losses far away from 0, without any logarithm, and steps down these.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	above := func(x *Node) *Node { return ReduceMean(MaxScalar(x, 0), 0) }
	xTilde := G(z)
	lossD = Add(above(Neg(D(x))), above(D(StopGradient(xTilde))))
	adamD(lossD)
	lossG = above(Neg(D(xTilde)))
	adamG(lossG)
	return lossD, lossG
}
