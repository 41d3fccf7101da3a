package measuring

import "math"

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
	trace, det := 0.0, determinant(cov1)*determinant(cov2) // of M = Σ₁Σ₂
	for i := range 2 {
		for j := range 2 {
			trace += cov1[i][j] * cov2[j][i]
		}
	}
	root := math.Sqrt(trace + 2*math.Sqrt(max(det, 0))) // rounding can make −1e-17 of 0
	dx, dy := mu1[0]-mu2[0], mu1[1]-mu2[1]
	return dx*dx + dy*dy + cov1[0][0] + cov1[1][1] + cov2[0][0] + cov2[1][1] - 2*root
}

func determinant(m [2][2]float64) float64 { return m[0][0]*m[1][1] - m[0][1]*m[1][0] }
