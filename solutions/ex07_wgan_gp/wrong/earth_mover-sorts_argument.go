//go:build ignore

// The arguments sorted in place. The numbers come out right, but the caller's slices are in another order
// afterwards.
package wgan

import (
	"math"
	"slices"
)

func EarthMover(x, y []float64) float64 {
	slices.Sort(x)
	slices.Sort(y)
	sum := 0.0
	for i := range x {
		sum += math.Abs(x[i] - y[i])
	}
	return sum / float64(len(x))
}
