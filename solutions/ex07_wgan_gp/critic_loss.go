package wgan

import . "github.com/gomlx/gomlx/core/graph"

// CriticLoss is what the critic of WGAN minimises, for its scores r of real images and f of generated ones,
// both [B] (Arjovsky et al. 2017, arXiv:1701.07875, Eq. 3 with its sign turned):
//
//	−(E[D(x)] − E[D(G(z))])
//
// The result is a scalar, and minus it is the estimate of W₁.
func CriticLoss(r, f *Node) *Node {
	return Sub(ReduceMean(f, 0), ReduceMean(r, 0))
}
