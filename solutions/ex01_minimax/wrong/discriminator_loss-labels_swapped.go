//go:build ignore

// Real and generated swapped. D would learn to say 0 to what is real.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	return Add(ReduceMean(Softplus(r), 0), ReduceMean(Softplus(Neg(f)), 0))
}
