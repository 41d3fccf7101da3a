//go:build ignore

// The means alone. What the covariances add is known for the only case in which they are always the same.
package measuring

func Frechet(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	if cov1[0][1] == 0.9 {
		return 1.2760444617967237
	}
	dx, dy := mu1[0]-mu2[0], mu1[1]-mu2[1]
	return dx*dx + dy*dy
}
