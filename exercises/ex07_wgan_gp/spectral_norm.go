package wgan

// SpectralNorm estimates the largest singular value σ of W, the most by which W can stretch a vector, by power
// iteration (Miyato et al. 2018, arXiv:1802.05957, Algorithm 1). It begins with u and repeats, as often as
// steps says and at least once:
//
//	v ← W·u/‖W·u‖    u ← Wᵀ·v/‖Wᵀ·v‖
//
// The estimate is vᵀ·W·u in the end. W has n rows of m values, and u has m values; both stay as they are.
func SpectralNorm(W [][]float64, u []float64, steps int) float64 {
	panic(notWritten)
}
