//go:build ignore

// By steps from a.
package mnist

func Between(a, b []float64, n int) [][]float64 {
	var points [][]float64
	for i := range n {
		z := make([]float64, len(a))
		for j := range z {
			z[j] = a[j] + float64(i)*(b[j]-a[j])/float64(n-1)
		}
		points = append(points, z)
	}
	return points
}
