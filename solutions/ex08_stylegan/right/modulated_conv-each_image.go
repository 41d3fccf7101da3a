//go:build ignore

// As it is printed: a kernel for each image, one convolution after the other.
package stylegan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func ModulatedConv(x, kernel, style *Node) *Node {
	var images []*Node
	for n := range x.Shape().Dimensions[0] {
		s := Reshape(Slice(style, AxisElem(n), AxisRange()), 1, 1, -1, 1)
		own := Mul(kernel, s)
		size := Sqrt(AddScalar(ReduceAndKeep(Square(own), ReduceSum, 0, 1, 2), 1e-8))
		images = append(images, op.Conv(Slice(x, AxisElem(n)), Div(own, size), op.Same(3)))
	}
	return Concatenate(images, 0)
}
