package conditional

import . "github.com/gomlx/gomlx/core/graph"

// AuxiliaryLossG is what G minimises in ACGAN, with the non-saturating loss for the scores (Odena et al. 2017,
// arXiv:1610.09585, section 3):
//
//	−E[log σ(f)] − E[log P(C = c | X_fake)]
//
// f are the scores that D gives to generated images, [B], class the logits of their classes, [B, K], and c the
// classes that they were asked for, integers [B] from 0 to K − 1. The result is a scalar.
func AuxiliaryLossG(f, class, c *Node) *Node {
	panic(notWritten)
}
