//go:build ignore

// The class of the first image for all of them. Each image is scaled and shifted by its own.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {

	off := Sub(x, ReduceAndKeep(x, ReduceMean, 0, 1, 2))
	xHat := Div(off, Sqrt(AddScalar(ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2), 1e-5)))
	label := Slice(OneHot(y, gamma.Shape().Dimensions[0], x.DType()), AxisElem(0)) // [1, K]
	ofClass := func(table *Node) *Node { return ExpandAxes(Dot(label, table).Product(), 1, 2) }

	return Add(Mul(OnePlus(ofClass(gamma)), xHat), ofClass(beta))
}
