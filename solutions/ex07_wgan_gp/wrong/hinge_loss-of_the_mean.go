//go:build ignore

// The hinge of the mean. Each image has a hinge of its own, so that good ones cannot make up for bad ones.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func HingeLoss(r, f *Node) *Node {
	return Add(MaxScalar(OneMinus(ReduceMean(r, 0)), 0), MaxScalar(OnePlus(ReduceMean(f, 0)), 0))
}
