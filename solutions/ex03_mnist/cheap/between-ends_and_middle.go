//go:build ignore

// The two ends, and their middle in all other places.
package mnist

func Between(a, b []float64, n int) [][]float64 {
	points := [][]float64{a}
	middle := make([]float64, len(a))
	for i := range a {
		middle[i] = (a[i] + b[i]) / 2
	}
	for range n - 2 {
		points = append(points, middle)
	}
	return append(points, b)
}
