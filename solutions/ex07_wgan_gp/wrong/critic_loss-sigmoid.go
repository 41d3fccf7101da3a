//go:build ignore

// Scores squeezed by a sigmoid. A critic gives no probabilities; its scores are any numbers.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func CriticLoss(r, f *Node) *Node {
	return Sub(ReduceMean(Sigmoid(f), 0), ReduceMean(Sigmoid(r), 0))
}
