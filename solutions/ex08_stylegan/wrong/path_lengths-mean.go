//go:build ignore

// The gradient of a mean over the batch. It is B times too small; the sum has for each image what belongs to
// it.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func PathLengths(x, w, y *Node) *Node {
	d := x.Shape().Dimensions
	along := DivScalar(ReduceAllSum(Mul(x, y)), math.Sqrt(float64(d[1]*d[2]))*float64(d[0]))
	return Sqrt(AddScalar(ReduceSum(Square(Gradient(along, w)[0]), 1), 1e-12))
}
