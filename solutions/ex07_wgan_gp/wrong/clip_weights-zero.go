//go:build ignore

// Weights outside set to 0. They are set to the nearer end.
package wgan

import "math"

func ClipWeights(weights []float64, c float64) []float64 {
	y := make([]float64, len(weights))
	for i, w := range weights {
		if math.Abs(w) <= c {
			y[i] = w
		}
	}
	return y
}
