//go:build ignore

// The sum over the batch. Then the loss, and with it the step that D takes, grows with the size of the batch.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	return Add(ReduceSum(Softplus(Neg(r)), 0), ReduceSum(Softplus(f), 0))
}
