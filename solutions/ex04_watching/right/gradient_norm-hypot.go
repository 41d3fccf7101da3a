//go:build ignore

// With Hypot, one value after the other.
package watching

import (
	"math"
	"slices"
)

func GradientNorm(gradients [][]float64) (norm float64) {
	for _, v := range slices.Concat(gradients...) {
		norm = math.Hypot(norm, v)
	}
	return norm
}
