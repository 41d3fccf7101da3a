//go:build ignore

// Mean and variance of each image by itself. That is instance normalisation; batch normalisation takes them
// over all images, axis 0 as well.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {

	off := Sub(x, ReduceAndKeep(x, ReduceMean, 1, 2))
	xHat := Div(off, Sqrt(AddScalar(ReduceAndKeep(Square(off), ReduceMean, 1, 2), 1e-5)))
	label := OneHot(y, gamma.Shape().Dimensions[0], x.DType())
	ofClass := func(table *Node) *Node { return ExpandAxes(Dot(label, table).Product(), 1, 2) }

	return Add(Mul(OnePlus(ofClass(gamma)), xHat), ofClass(beta))
}
