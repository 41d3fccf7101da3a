package wgan

import "math"

// SpectralNorm estimates the largest singular value σ of W, the most by which W can stretch a vector, by power
// iteration (Miyato et al. 2018, arXiv:1802.05957, Algorithm 1). It begins with u and repeats, as often as
// steps says and at least once:
//
//	v ← W·u/‖W·u‖    u ← Wᵀ·v/‖Wᵀ·v‖
//
// The estimate is vᵀ·W·u in the end. W has n rows of m values, and u has m values; both stay as they are.
func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	σ := 0.0
	for range steps {
		v := make([]float64, len(W))
		for i, row := range W {
			for j, w := range row {
				v[i] += w * u[j]
			}
		}
		unit(v)
		u = make([]float64, len(u))
		for i, row := range W {
			for j, w := range row {
				u[j] += w * v[i]
			}
		}
		σ = unit(u) // vᵀ·W·u = ‖Wᵀ·v‖, as u is Wᵀ·v/‖Wᵀ·v‖
	}
	return σ
}

// unit divides x by its length, and returns that.
func unit(x []float64) (length float64) {
	for _, v := range x {
		length += v * v
	}
	length = math.Sqrt(length)
	for i := range x {
		x[i] /= length
	}
	return length
}
