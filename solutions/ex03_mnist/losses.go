package mnist

import . "github.com/gomlx/gomlx/core/graph"

// Losses are what the two players minimise, two scalars, from real images x and noise z:
//
//	loss of D   −E[log σ(D(x))] − E[log(1 − σ(D(G(z))))]
//	loss of G   −E[log σ(D(G(z)))]
//
// G maps noise to images and D maps images to scores [B]. A player moves his own weights only: the loss of D
// has no slope by the weights of G, exactly 0. That of G has one, and it leads through D. Both are right for
// all scores.
func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	lossG = ReduceMean(Softplus(Neg(D(xTilde))), 0)
	return lossD, lossG
}
