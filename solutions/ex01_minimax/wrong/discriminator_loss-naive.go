//go:build ignore

// The logarithm of a sigmoid, as it is printed. It is right for small scores; for large ones the sigmoid is
// exactly 0 or 1, and the logarithm infinite. Log σ(r) is −softplus(−r), which stays finite.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	return Neg(Add(ReduceMean(Log(Sigmoid(r)), 0), ReduceMean(Log(OneMinus(Sigmoid(f))), 0)))
}
