//go:build ignore

// The root counted once. It is taken off twice, as 2ab is in (a − b)² = a² + b² − 2ab.
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
	dx, dy := mu1[0]-mu2[0], mu1[1]-mu2[1]
	return dx*dx + dy*dy + cov1[0][0] + cov1[1][1] + cov2[0][0] + cov2[1][1] - root
}
