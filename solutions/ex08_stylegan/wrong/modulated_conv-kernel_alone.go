//go:build ignore

// The size of the kernel without the style. w′ has the style in it, and its size is what is divided by.
package stylegan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func ModulatedConv(x, kernel, style *Node) *Node {
	b, in := style.Shape().Dimensions[0], style.Shape().Dimensions[1]
	y := op.Conv(Mul(x, Reshape(style, b, 1, 1, in)), kernel, op.Symmetric(1, 1))
	size := Sqrt(AddScalar(ReduceSum(Square(kernel), 0, 1, 2), 1e-8))
	return Div(y, Reshape(size, 1, 1, 1, -1))
}
