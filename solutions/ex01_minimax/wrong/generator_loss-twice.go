//go:build ignore

// The sigmoid taken twice. The scores are turned into probabilities, and those are treated as scores again.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func GeneratorLoss(f *Node) *Node { return ReduceMean(Softplus(Neg(Sigmoid(f))), 0) }
