package mnist

import . "github.com/gomlx/gomlx/core/graph"

// Step is one step of training of both players, in the order of Algorithm 1 of Goodfellow et al. 2014
// (arXiv:1406.2661): D moves first, and G then plays against the D that has moved. D minimises its loss
// on real images x and on images that G makes of the noise z, G the non-saturating loss on the same noise:
//
//	loss of D   −E[log σ(D(x))] − E[log(1 − σ(D(G(z))))]
//	loss of G   −E[log σ(D(G(z)))]
//
// adamD(L) and adamG(L) move the weights of D and of G by one step of Adam down the slope of the scalar L.
// What is built with D or G after that sees the new weights, what was built before keeps the old ones.
//
// The loss of D has no slope by the weights of G, exactly 0. The results are both losses, as they were
// before their players' steps.
func Step(G, D func(x *Node) *Node, adamG, adamD func(L *Node), x, z *Node) (lossD, lossG *Node) {
	panic(notWritten)
}
