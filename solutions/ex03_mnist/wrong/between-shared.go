//go:build ignore

// One slice for all points. Each point is written over the one before, and in the end all of them are b.
package mnist

func Between(a, b []float64, n int) [][]float64 {
	points := make([][]float64, n)
	z := make([]float64, len(a))
	for i := range points {
		t := float64(i) / float64(n-1)
		for j := range z {
			z[j] = (1-t)*a[j] + t*b[j]
		}
		points[i] = z
	}
	return points
}
