//go:build ignore

// With y divided first.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func PathLengths(x, w, y *Node) *Node {
	d := x.Shape().Dimensions
	y = MulScalar(y, 1/math.Sqrt(float64(d[1])*float64(d[2])))
	return Sqrt(ReduceSum(Square(Gradient(ReduceAllSum(Mul(y, x)), w)[0]), -1))
}
