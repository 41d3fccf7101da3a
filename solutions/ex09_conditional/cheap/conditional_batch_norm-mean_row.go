//go:build ignore

// The mean row of each table, for all classes.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {

	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	xHat := Div(off, Sqrt(AddScalar(ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2), 1e-5)))

	mean := func(table *Node) *Node { return ExpandAxes(ReduceMean(table, 0), 0, 1, 2) }
	return Add(Mul(OnePlus(mean(gamma)), xHat), mean(beta))
}
