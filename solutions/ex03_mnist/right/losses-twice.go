//go:build ignore

// G called twice, once for each player.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	lossG = ReduceAllMean(Softplus(Neg(D(G(z)))))
	lossD = Add(ReduceAllMean(Softplus(D(StopGradient(G(z))))), ReduceAllMean(Softplus(Neg(D(x)))))
	return lossD, lossG
}
