package conditional

import . "github.com/gomlx/gomlx/core/graph"

// AuxiliaryLossD is what D minimises in ACGAN, −(L_S + L_C) of Odena et al. 2017 (arXiv:1610.09585), section 3.
// D has two heads: one says whether an image is real, the other which class it has.
//
//	L_S = E[log σ(r)] + E[log(1 − σ(f))]
//	L_C = E[log P(C = cR | X_real)] + E[log P(C = cF | X_fake)]
//
// r and f are the scores of real and generated images, [B]. classR and classF are the logits of their classes,
// [B, K], of which a softmax makes the P. cR are the labels of the real images and cF the classes that the
// generated ones were asked for, integers [B] from 0 to K − 1. The result is a scalar, also for large logits.
func AuxiliaryLossD(r, f, classR, classF, cR, cF *Node) *Node {
	panic(notWritten)
}
