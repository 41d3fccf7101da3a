//go:build ignore

// The new weights added whole. The two factors have to add up to 1, else the average grows with every step.
package watching

func MovingAverage(average, weights []float64, beta float64) []float64 {
	y := make([]float64, len(average))
	for i := range y {
		y[i] = beta*average[i] + weights[i]
	}
	return y
}
