//go:build ignore

// How much longer u becomes, without a step.
package wgan

import "math"

func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	long, before := 0.0, 0.0
	for _, row := range W {
		v := 0.0
		for j, w := range row {
			v += w * u[j]
		}
		long += v * v
	}
	for _, v := range u {
		before += v * v
	}
	return math.Sqrt(long / before)
}
