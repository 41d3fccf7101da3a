//go:build ignore

// A small constant in the logarithm. It hides infinity, but the loss no longer grows with the score, and where
// it does not grow it has no slope: D cannot learn from what it is most wrong about.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	log := func(p *Node) *Node { return ReduceMean(Log(AddScalar(p, 1e-8)), 0) }
	return Neg(Add(log(Sigmoid(r)), log(OneMinus(Sigmoid(f)))))
}
