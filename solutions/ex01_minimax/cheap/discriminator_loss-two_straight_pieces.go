//go:build ignore

// What is above 0. The loss far away from 0, without any logarithm.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	return Add(ReduceMean(MaxScalar(Neg(r), 0), 0), ReduceMean(MaxScalar(f, 0), 0))
}
