//go:build ignore

// One size for all channels that go out. Each of them is brought back to its size by itself: the sum is over i
// and k, not over j.
package stylegan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func ModulatedConv(x, kernel, style *Node) *Node {
	b, in := style.Shape().Dimensions[0], style.Shape().Dimensions[1]
	y := op.Conv(Mul(x, Reshape(style, b, 1, 1, in)), kernel, op.Symmetric(1, 1))
	squares := ReduceSum(Square(kernel), 0, 1, 3)
	size := Sqrt(AddScalar(ReduceSum(Mul(Square(style), Reshape(squares, 1, -1)), 1), 1e-8))
	return Div(y, Reshape(size, b, 1, 1, 1))
}
