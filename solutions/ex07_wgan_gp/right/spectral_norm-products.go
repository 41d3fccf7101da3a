//go:build ignore

// With vᵀ·W·u written out.
package wgan

import "math"

func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	unit := func(x []float64) []float64 {
		sum := 0.0
		for _, a := range x {
			sum += a * a
		}
		for i := range x {
			x[i] /= math.Sqrt(sum)
		}
		return x
	}
	times := func(u []float64) []float64 {
		v := make([]float64, len(W))
		for i, row := range W {
			for j, w := range row {
				v[i] += w * u[j]
			}
		}
		return v
	}
	var v []float64
	for range steps {
		v = unit(times(u))
		u = make([]float64, len(u))
		for i, row := range W {
			for j, w := range row {
				u[j] += w * v[i]
			}
		}
		u = unit(u)
	}
	σ := 0.0
	for i, a := range times(u) {
		σ += v[i] * a
	}
	return σ
}
