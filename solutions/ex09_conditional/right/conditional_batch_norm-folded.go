//go:build ignore

// All in one factor and one shift, with E[x²] − μ² for the variance.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {
	label := OneHot(y, gamma.Shape().Dimensions[0], x.DType())
	ofClass := func(table *Node) *Node { return ExpandAxes(Dot(label, table).Product(), 1, 2) }

	mean := ReduceAndKeep(x, ReduceMean, 0, 1, 2)
	variance := Sub(ReduceAndKeep(Square(x), ReduceMean, 0, 1, 2), Square(mean))
	slope := Div(OnePlus(ofClass(gamma)), Sqrt(AddScalar(variance, 1e-5)))
	return Add(Mul(x, slope), Sub(ofClass(beta), Mul(mean, slope)))
}
