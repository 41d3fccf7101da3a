//go:build ignore

// β scaled along with x̂. The factor belongs to x̂ alone; β is added after it.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {

	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	xHat := Div(off, Sqrt(AddScalar(ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2), 1e-5)))
	label := OneHot(y, gamma.Shape().Dimensions[0], x.DType())
	ofClass := func(table *Node) *Node { return ExpandAxes(Dot(label, table).Product(), 1, 2) }

	return Mul(OnePlus(ofClass(gamma)), Add(xHat, ofClass(beta)))
}
