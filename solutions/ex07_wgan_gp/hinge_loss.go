package wgan

import . "github.com/gomlx/gomlx/core/graph"

// HingeLoss is what D minimises with the hinge loss, for its scores r of real images and f of generated ones,
// both [B] (Miyato et al. 2018, arXiv:1802.05957, Eq. 16 with its sign turned):
//
//	−E[min(0, −1 + r)] − E[min(0, −1 − f)]
//
// The result is a scalar. An image that is on the right side by more than 1 adds nothing.
func HingeLoss(r, f *Node) *Node {
	onReal := ReduceMean(MaxScalar(OneMinus(r), 0), 0)
	onFake := ReduceMean(MaxScalar(OnePlus(f), 0), 0)
	return Add(onReal, onFake)
}
