//go:build ignore

// With the weights scaled first, and the library's blocks.
package stylegan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/layer"
)

func MappingNetwork(z *Node, weights, biases []*Node) *Node {
	w := layer.PixelNorm(z)
	for i, W := range weights {
		scaled := MulScalar(W, 1/math.Sqrt(float64(w.Shape().Dimensions[1])))
		w = layer.Activate(Add(Dot(w, scaled).Product(), ExpandDims(biases[i], 0)), 0.2)
	}
	return w
}
