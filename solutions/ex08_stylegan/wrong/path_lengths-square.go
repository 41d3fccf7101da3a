//go:build ignore

// The square of the length. The root is missing.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func PathLengths(x, w, y *Node) *Node {
	d := x.Shape().Dimensions
	along := DivScalar(ReduceAllSum(Mul(x, y)), math.Sqrt(float64(d[1]*d[2])))
	return ReduceSum(Square(Gradient(along, w)[0]), 1)
}
