//go:build ignore

// Nine tenths, whatever β says.
package watching

func MovingAverage(average, weights []float64, beta float64) []float64 {
	y := make([]float64, len(average))
	for i := range y {
		y[i] = 0.9*average[i] + 0.1*weights[i]
	}
	return y
}
