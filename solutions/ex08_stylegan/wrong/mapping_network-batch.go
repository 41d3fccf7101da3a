//go:build ignore

// One mean square for the whole batch. Each z is brought to its size by itself, else it depends on what it
// happens to be drawn with.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	w := Div(z, Sqrt(AddScalar(ReduceAllMean(Square(z)), 1e-8)))
	for i, W := range weights {
		n := float64(W.Shape().Dimensions[0])
		h := Add(DivScalar(Dot(w, W).Product(), math.Sqrt(n)), Reshape(biases[i], 1, -1))
		w = MulScalar(Max(h, MulScalar(h, 0.2)), math.Sqrt2)
	}
	return w
}
