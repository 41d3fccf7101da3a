//go:build ignore

// β and 1 − β swapped. With β = 0.999 the average would be almost the newest weights.
package watching

func MovingAverage(average, weights []float64, beta float64) []float64 {
	y := make([]float64, len(average))
	for i := range y {
		y[i] = (1-beta)*average[i] + beta*weights[i]
	}
	return y
}
