//go:build ignore

// Without the style. Where all styles are the same nothing shows.
package stylegan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func ModulatedConv(x, kernel, style *Node) *Node {
	y := op.Conv(x, kernel, op.Symmetric(1, 1))
	size := Sqrt(AddScalar(ReduceSum(Square(kernel), 0, 1, 2), 1e-8/9))
	return Div(y, Reshape(size, 1, 1, 1, -1))
}
