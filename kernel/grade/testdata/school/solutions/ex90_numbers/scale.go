package numbers

// Scale is every x times k, in a new slice.
func Scale(x []float64, k float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = k * x[i]
	}
	return y
}
