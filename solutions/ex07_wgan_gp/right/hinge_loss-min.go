//go:build ignore

// As it is printed.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func HingeLoss(r, f *Node) *Node {
	return Neg(Add(ReduceAllMean(MinScalar(AddScalar(r, -1), 0)), ReduceAllMean(MinScalar(Sub(Neg(f), OnesLike(f)), 0))))
}
