//go:build ignore

// The old averages overwritten. What was given as an argument still belongs to the caller.
package watching

func MovingAverage(average, weights []float64, beta float64) []float64 {
	for i := range average {
		average[i] = beta*average[i] + (1-beta)*weights[i]
	}
	return average
}
