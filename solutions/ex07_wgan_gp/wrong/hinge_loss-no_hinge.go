//go:build ignore

// No hinge. Without min(0, …) this is the loss of a WGAN's critic, plus 2.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func HingeLoss(r, f *Node) *Node {
	return Add(ReduceMean(OneMinus(r), 0), ReduceMean(OnePlus(f), 0))
}
