//go:build ignore

// The rows of class 0 for every image.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {

	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	xHat := Div(off, Sqrt(AddScalar(ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2), 1e-5)))

	zero := func(table *Node) *Node { return ExpandAxes(Slice(table, AxisElem(0)), 1, 2) }
	return Add(Mul(OnePlus(zero(gamma)), xHat), zero(beta))
}
