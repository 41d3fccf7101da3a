//go:build ignore

// The first variable alone.
package watching

import "math"

func GradientNorm(gradients [][]float64) float64 {
	sum := 0.0
	for _, v := range gradients[0] {
		sum += v * v
	}
	return math.Sqrt(sum)
}
