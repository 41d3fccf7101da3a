//go:build ignore

// No margin. With min(0, r) in place of min(0, −1 + r), a D that gives 0 to every image has no loss and learns
// nothing.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func HingeLoss(r, f *Node) *Node {
	return Add(ReduceMean(MaxScalar(Neg(r), 0), 0), ReduceMean(MaxScalar(f, 0), 0))
}
