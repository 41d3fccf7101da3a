//go:build ignore

// Pairs in the order in which they stand. Which number comes first says nothing: sort both sets.
package wgan

import "math"

func EarthMover(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += math.Abs(x[i] - y[i])
	}
	return sum / float64(len(x))
}
