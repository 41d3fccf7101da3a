package minimax

import . "github.com/gomlx/gomlx/core/graph"

// GeneratorLoss is the non-saturating loss, which G minimises in practice (section 3 of the paper), for scores
// f [B] of generated images, with D(G(z)) = σ(f):
//
//	−E[log σ(f)]
//
// The result is a scalar, right for all scores.
func GeneratorLoss(f *Node) *Node {
	return ReduceMean(Softplus(Neg(f)), 0)
}
