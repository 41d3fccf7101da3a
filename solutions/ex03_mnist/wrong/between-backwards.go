//go:build ignore

// From b to a. The first point has to be a, so a has the weight 1 − t.
package mnist

func Between(a, b []float64, n int) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		t := float64(i) / float64(n-1)
		z := make([]float64, len(a))
		for j := range z {
			z[j] = t*a[j] + (1-t)*b[j]
		}
		points[i] = z
	}
	return points
}
