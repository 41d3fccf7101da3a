//go:build ignore

// The distance of the means. Two sets with the same mean can still be far apart.
package wgan

import "math"

func EarthMover(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] - y[i]
	}
	return math.Abs(sum) / float64(len(x))
}
