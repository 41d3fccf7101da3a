//go:build ignore

// Z not brought to a common size. It goes into the layers as it was drawn.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	w := z
	for i, W := range weights {
		n := float64(W.Shape().Dimensions[0])
		h := Add(DivScalar(Dot(w, W).Product(), math.Sqrt(n)), Reshape(biases[i], 1, -1))
		w = MulScalar(Max(h, MulScalar(h, 0.2)), math.Sqrt2)
	}
	return w
}
