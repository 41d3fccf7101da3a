//go:build ignore

// The end missing. From 0 to 1 in n points there are n − 1 steps, not n.
package mnist

func Between(a, b []float64, n int) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		t := float64(i) / float64(n)
		z := make([]float64, len(a))
		for j := range z {
			z[j] = (1-t)*a[j] + t*b[j]
		}
		points[i] = z
	}
	return points
}
