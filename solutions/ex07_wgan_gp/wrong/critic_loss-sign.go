//go:build ignore

// The sign of the estimate. A loss is minimised; this one is large where the critic is good.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func CriticLoss(r, f *Node) *Node { return Sub(ReduceMean(r, 0), ReduceMean(f, 0)) }
