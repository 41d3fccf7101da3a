//go:build ignore

// G asked anew for its own step. It has not moved in between, so the images are the same.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	lossD = Add(ReduceAllMean(Softplus(D(StopGradient(G(z))))), ReduceAllMean(Softplus(Neg(D(x)))))
	adamD(lossD)
	lossG = Neg(ReduceAllMean(Sub(D(G(z)), Softplus(D(G(z))))))
	adamG(lossG)
	return lossD, lossG
}
