//go:build ignore

// Z brought to length 1. The mean of its squares becomes 1, not their sum: its length is √Z then.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	w := Div(z, Sqrt(AddScalar(ReduceAndKeep(Square(z), ReduceSum, -1), 1e-8)))
	for i, W := range weights {
		n := float64(W.Shape().Dimensions[0])
		h := Add(DivScalar(Dot(w, W).Product(), math.Sqrt(n)), Reshape(biases[i], 1, -1))
		w = MulScalar(Max(h, MulScalar(h, 0.2)), math.Sqrt2)
	}
	return w
}
