//go:build ignore

// Half of the loss. Some programs take the mean of the two terms; −V is their sum, log 4 where D cannot tell.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	return MulScalar(Add(ReduceMean(Softplus(Neg(r)), 0), ReduceMean(Softplus(f), 0)), 0.5)
}
