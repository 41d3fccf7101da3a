//go:build ignore

// The direction y left out. This is the gradient of the sum of all pixels, which knows only one direction.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func PathLengths(x, w, y *Node) *Node {
	d := x.Shape().Dimensions
	along := DivScalar(ReduceAllSum(x), math.Sqrt(float64(d[1]*d[2])))
	return Sqrt(AddScalar(ReduceSum(Square(Gradient(along, w)[0]), 1), 1e-12))
}
