//go:build ignore

// The distance of the means, not squared. All terms are squares of lengths.
package measuring

import "math"

func Frechet(mu1, mu2 [2]float64, cov1, cov2 [2][2]float64) float64 {
	det := func(m [2][2]float64) float64 { return m[0][0]*m[1][1] - m[0][1]*m[1][0] }
	trace := 0.0
	for i := range 2 {
		for j := range 2 {
			trace += cov1[i][j] * cov2[j][i]
		}
	}
	root := math.Sqrt(trace + 2*math.Sqrt(max(det(cov1)*det(cov2), 0)))
	return math.Hypot(mu1[0]-mu2[0], mu1[1]-mu2[1]) + cov1[0][0] + cov1[1][1] + cov2[0][0] + cov2[1][1] - 2*root
}
