//go:build ignore

// The gradient stopped for both. G's loss has no slope by G's weights any more, so G never learns: only D's
// loss may be cut off.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	xTilde := StopGradient(G(z))
	real, fake := D(x), D(xTilde)
	lossD = Add(ReduceMean(Softplus(Neg(real)), 0), ReduceMean(Softplus(fake), 0))
	lossG = ReduceMean(Softplus(Neg(fake)), 0)
	return lossD, lossG
}
