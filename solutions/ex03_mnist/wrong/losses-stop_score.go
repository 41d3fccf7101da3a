//go:build ignore

// The gradient stopped after D. Then D's own weights lose it too, and D learns nothing from generated images:
// stop it between G and D.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	fake := D(G(z))
	lossD = Add(ReduceMean(Softplus(Neg(D(x))), 0), ReduceMean(Softplus(StopGradient(fake)), 0))
	lossG = ReduceMean(Softplus(Neg(fake)), 0)
	return lossD, lossG
}
