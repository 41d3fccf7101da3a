//go:build ignore

// No stop of the gradient. The loss of D has a slope by the weights of G, and when it is descended G learns to
// help D. StopGradient around G(z) in D's loss cuts the way.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	real, fake := D(x), D(G(z))
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	lossG = ReduceMean(Softplus(Neg(fake)), 0)
	return lossD, lossG
}
