//go:build ignore

// Mean and variance of each class by itself. Only the factor and the shift are those of a class. The statistics
// are those of the whole batch, which may have one image of a class, or none.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {
	label := OneHot(y, gamma.Shape().Dimensions[0], x.DType())
	ofClass := func(table *Node) *Node { return ExpandAxes(Dot(label, table).Product(), 1, 2) }

	d := x.Shape().Dimensions
	pixels := float64(d[1] * d[2])
	count := MulScalar(ReduceSum(label, 0), pixels) // [K]
	mean := func(x *Node) *Node {                   // of the class of each image
		sums := Dot(Transpose(label, 0, 1), ReduceSum(x, 1, 2)).Product() // [K, C]
		return ofClass(Div(sums, ExpandAxes(MaxScalar(count, 1), -1)))
	}
	off := Sub(x, mean(x))
	xHat := Div(off, Sqrt(AddScalar(mean(Square(off)), 1e-5)))
	return Add(Mul(OnePlus(ofClass(gamma)), xHat), ofClass(beta))
}
