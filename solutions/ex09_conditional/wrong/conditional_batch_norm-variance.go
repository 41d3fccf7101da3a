//go:build ignore

// Division by the variance. The root is missing, so that x̂ would change when x is twice as large.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {

	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	xHat := Div(off, AddScalar(ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2), 1e-5))
	label := OneHot(y, gamma.Shape().Dimensions[0], x.DType())
	ofClass := func(table *Node) *Node { return ExpandAxes(Dot(label, table).Product(), 1, 2) }

	return Add(Mul(OnePlus(ofClass(gamma)), xHat), ofClass(beta))
}
