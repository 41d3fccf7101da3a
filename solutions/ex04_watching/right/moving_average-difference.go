//go:build ignore

// By way of the difference, average + (1 − β)·(weight − average).
package watching

import "slices"

func MovingAverage(average, weights []float64, beta float64) []float64 {
	y := slices.Clone(average)
	for i := range y {
		y[i] += (1 - beta) * (weights[i] - y[i])
	}
	return y
}
