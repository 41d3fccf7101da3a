//go:build ignore

// The logarithm of a sigmoid, as printed. Far away from 0 the sigmoid is 0 or 1 and its logarithm
// −∞, and weights that are not numbers never come back; −log σ(x) is softplus(−x).
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	real, fake := D(x), D(StopGradient(xTilde))
	lossD = Add(Neg(ReduceMean(Log(Sigmoid(real)), 0)), Neg(ReduceMean(Log(OneMinus(Sigmoid(fake))), 0)))
	adamD(lossD)
	lossG = Neg(ReduceMean(Log(Sigmoid(D(xTilde))), 0)) // by the D that has just moved
	adamG(lossG)
	return lossD, lossG
}
