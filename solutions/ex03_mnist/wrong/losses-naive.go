//go:build ignore

// Logarithms of sigmoids. For large scores they are infinite; Softplus is log(1 + eˣ) without that trouble.
package mnist

import . "github.com/gomlx/gomlx/core/graph"

func Losses(G, D func(x *Node) *Node, x, z *Node) (lossD, lossG *Node) {
	xTilde := G(z)
	log := func(score *Node) *Node { return ReduceMean(Log(Sigmoid(score)), 0) }
	lossD = Neg(Add(log(D(x)), log(Neg(D(StopGradient(xTilde))))))
	return lossD, Neg(log(D(xTilde)))
}
