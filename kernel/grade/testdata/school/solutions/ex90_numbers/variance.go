package numbers

// Variance is the mean square of the distances from the mean.
func Variance(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	mean, squares := sum/float64(len(x)), 0.0
	for _, v := range x {
		squares += (v - mean) * (v - mean)
	}
	return squares / float64(len(x))
}
