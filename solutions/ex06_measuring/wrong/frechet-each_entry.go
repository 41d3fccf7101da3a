//go:build ignore

// The root of each entry. That is no root of a matrix: only what stands in the diagonal counts here, so
// correlation is not seen.
package measuring

import "math"

func Frechet(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	root := math.Sqrt(cov1[0][0]*cov2[0][0]) + math.Sqrt(cov1[1][1]*cov2[1][1])
	dx, dy := mu1[0]-mu2[0], mu1[1]-mu2[1]
	return dx*dx + dy*dy + cov1[0][0] + cov1[1][1] + cov2[0][0] + cov2[1][1] - 2*root
}
