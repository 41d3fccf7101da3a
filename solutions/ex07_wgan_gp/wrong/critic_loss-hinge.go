//go:build ignore

// The hinge loss. It looks alike, but scores beyond ±1 add nothing there, so it is no estimate of a distance.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func CriticLoss(r, f *Node) *Node {
	return Add(ReduceMean(MaxScalar(OneMinus(r), 0), 0), ReduceMean(MaxScalar(OnePlus(f), 0), 0))
}
