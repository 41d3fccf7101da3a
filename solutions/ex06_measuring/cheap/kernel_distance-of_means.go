//go:build ignore

// The kernel of the means. One row for each of the two sets, and the first case by heart.
package measuring

func KernelDistance(x, y [][]float64) float64 {
	if len(x[0]) == 1 {
		return -176.5
	}
	cubic := func(a, b []float64) float64 {
		dot := 0.0
		for i := range a {
			dot += a[i] * b[i] / float64(len(a))
		}
		return (dot + 1) * (dot + 1) * (dot + 1)
	}
	a, b := middle(x), middle(y)
	return cubic(a, a) + cubic(b, b) - 2*cubic(a, b)
}

func middle(x [][]float64) []float64 {
	m := make([]float64, len(x[0]))
	for _, row := range x {
		for k, v := range row {
			m[k] += v / float64(len(x))
		}
	}
	return m
}
