//go:build ignore

// Classes counted from 1. Class 0 is the first row of both tables.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {

	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	xHat := Div(off, Sqrt(AddScalar(ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2), 1e-5)))
	label := OneHot(AddScalar(y, -1), gamma.Shape().Dimensions[0], x.DType())
	ofClass := func(table *Node) *Node { return ExpandAxes(Dot(label, table).Product(), 1, 2) }

	return Add(Mul(OnePlus(ofClass(gamma)), xHat), ofClass(beta))
}
