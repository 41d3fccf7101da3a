//go:build ignore

// Weights not divided by √n. The values grow from layer to layer then, about √n times in each.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	w := Div(z, Sqrt(AddScalar(ReduceAndKeep(Square(z), ReduceMean, -1), 1e-8)))
	for i, W := range weights {
		h := Add(Dot(w, W).Product(), Reshape(biases[i], 1, -1))
		w = MulScalar(Max(h, MulScalar(h, 0.2)), math.Sqrt2)
	}
	return w
}
