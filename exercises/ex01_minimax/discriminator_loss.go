package minimax

import . "github.com/gomlx/gomlx/core/graph"

// DiscriminatorLoss is what D minimises, −V, for scores r of real images and f of generated ones, both [B]. A
// score is any number, and D's probability is its sigmoid, D(x) = σ(r):
//
//	−E[log σ(r)] − E[log(1 − σ(f))]
//
// The result is a scalar. It is right for all scores: at ±100 a sigmoid is 0 or 1 to the last digit, and its
// logarithm is of no use any more.
func DiscriminatorLoss(r, f *Node) *Node {
	panic(notWritten)
}
