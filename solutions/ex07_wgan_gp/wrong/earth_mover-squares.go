//go:build ignore

// The mean of the squares. That is W₂², where far ways count for more; W₁ counts distances.
package wgan

import "slices"

func EarthMover(x, y []float64) float64 {
	x, y = slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
	sum := 0.0
	for i := range x {
		sum += (x[i] - y[i]) * (x[i] - y[i])
	}
	return sum / float64(len(x))
}
