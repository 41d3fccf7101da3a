//go:build ignore

// By the eigenvalues of Σ₁Σ₂: the trace of the root is the sum of their roots.
package measuring

import "math"

func Frechet(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	trace := cov1[0][0]*cov2[0][0] + cov1[0][1]*cov2[1][0] + cov1[1][0]*cov2[0][1] + cov1[1][1]*cov2[1][1]
	det := (cov1[0][0]*cov1[1][1] - cov1[0][1]*cov1[1][0]) * (cov2[0][0]*cov2[1][1] - cov2[0][1]*cov2[1][0])
	off := math.Sqrt(max(trace*trace/4-det, 0))
	root := math.Sqrt(trace/2+off) + math.Sqrt(max(trace/2-off, 0))
	distance := math.Hypot(mu1[0]-mu2[0], mu1[1]-mu2[1])
	return distance*distance + cov1[0][0] + cov1[1][1] + cov2[0][0] + cov2[1][1] - 2*root
}
