//go:build ignore

// The style not squared under the root. It is a factor of each weight, and the weights are squared.
package stylegan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func ModulatedConv(x, kernel, style *Node) *Node {
	b, in := style.Shape().Dimensions[0], style.Shape().Dimensions[1]
	y := op.Conv(Mul(x, Reshape(style, b, 1, 1, in)), kernel, op.Symmetric(1, 1))
	size := Sqrt(AddScalar(Dot(Abs(style), ReduceSum(Square(kernel), 0, 1)).Product(), 1e-8))
	return Div(y, Reshape(size, b, 1, 1, -1))
}
