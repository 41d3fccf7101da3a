package measuring

// Frechet is the Fréchet distance of two Gaussians in the plane, squared: what FID is, with two features in
// place of 2048 (Heusel et al. 2017, arXiv:1706.08500):
//
//	d² = ‖μ₁ − μ₂‖² + tr Σ₁ + tr Σ₂ − 2·tr (Σ₁Σ₂)^½
//
// mu1 and mu2 are the means, cov1 and cov2 the covariance matrices. For a 2×2 matrix M the trace of its root
// needs no root of a matrix:
//
//	tr M^½ = √(tr M + 2·√(det M))
func Frechet(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	panic(notWritten)
}
