//go:build ignore

// Vectors not made to length 1. They grow with each step, and with them the estimate.
package wgan

import "math"

func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	σ := 0.0
	for range steps {
		v := make([]float64, len(W))
		for i, row := range W {
			for j, w := range row {
				v[i] += w * u[j]
			}
		}
		u, σ = make([]float64, len(u)), 0
		for i, row := range W {
			for j, w := range row {
				u[j] += w * v[i]
			}
		}
		for _, a := range u {
			σ += a * a
		}
		σ = math.Sqrt(σ)
	}
	return σ
}
