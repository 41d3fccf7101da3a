//go:build ignore

// No √2 after the leaky ReLU. It takes away about half of the mean square in each layer, and √2 gives it back.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	w := Div(z, Sqrt(AddScalar(ReduceAndKeep(Square(z), ReduceMean, -1), 1e-8)))
	for i, W := range weights {
		n := float64(W.Shape().Dimensions[0])
		h := Add(DivScalar(Dot(w, W).Product(), math.Sqrt(n)), Reshape(biases[i], 1, -1))
		w = Max(h, MulScalar(h, 0.2))
	}
	return w
}
