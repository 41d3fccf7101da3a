//go:build ignore

// D's own loss for forged images, −E[log(1 − σ(f))]. Minimising it, G helps D.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func GeneratorLoss(f *Node) *Node { return ReduceMean(Softplus(f), 0) }
