//go:build ignore

// The means and the differences of the spreads, as if nothing were correlated.
package measuring

import "math"

func Frechet(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	d := 0.0
	for i := range 2 {
		d += math.Pow(mu1[i]-mu2[i], 2) + math.Pow(math.Sqrt(cov1[i][i])-math.Sqrt(cov2[i][i]), 2)
	}
	return d
}
