//go:build ignore

// Real and generated swapped. D would be low on real images.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func HingeLoss(r, f *Node) *Node {
	return Add(ReduceMean(MaxScalar(OnePlus(r), 0), 0), ReduceMean(MaxScalar(OneMinus(f), 0), 0))
}
