package mnist

// Between returns n points at equal distances on the straight line from a to b, both ends included. a and b are
// noise vectors of the same length, and n is at least 2.
func Between(a, b []float64, n int) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		t := float64(i) / float64(n-1)
		z := make([]float64, len(a))
		for j := range z {
			z[j] = (1-t)*a[j] + t*b[j]
		}
		points[i] = z
	}
	return points
}
