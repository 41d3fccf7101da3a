//go:build ignore

// The square of σ. ‖WᵀW·u‖ for a u of length 1 has stretched u twice.
package wgan

import (
	"math"
	"slices"
)

func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	length := func(x []float64) (sum float64) {
		for _, a := range x {
			sum += a * a
		}
		return math.Sqrt(sum)
	}
	σ, n := 0.0, length(u)
	u = slices.Clone(u)
	for j := range u {
		u[j] /= n
	}
	for range steps {
		v, next := make([]float64, len(W)), make([]float64, len(u))
		for i, row := range W {
			for j, w := range row {
				v[i] += w * u[j]
			}
			for j, w := range row {
				next[j] += w * v[i]
			}
		}
		σ = length(next)
		for j := range next {
			next[j] /= σ
		}
		u = next
	}
	return σ
}
