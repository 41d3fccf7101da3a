//go:build ignore

// The product Σ₁Σ₂ without its root. Then the distance of a Gaussian from itself is not 0.
package measuring

func Frechet(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	trace := 0.0
	for i := range 2 {
		for j := range 2 {
			trace += cov1[i][j] * cov2[j][i]
		}
	}
	dx, dy := mu1[0]-mu2[0], mu1[1]-mu2[1]
	return dx*dx + dy*dy + cov1[0][0] + cov1[1][1] + cov2[0][0] + cov2[1][1] - 2*trace
}
