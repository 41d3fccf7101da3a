//go:build ignore

// All weights scaled together. That is clipping by the norm, which optimisers do with gradients; here each
// weight is cut by itself.
package wgan

import "math"

func ClipWeights(weights []float64, c float64) []float64 {
	norm := 0.0
	for _, w := range weights {
		norm += w * w
	}
	norm = math.Sqrt(norm)
	y := make([]float64, len(weights))
	for i, w := range weights {
		y[i] = w * min(1, c/norm)
	}
	return y
}
