//go:build ignore

// The sum of the lengths. Lengths at right angles add up as in Pythagoras' theorem: their squares do.
package watching

import "math"

func GradientNorm(gradients [][]float64) float64 {
	norm := 0.0
	for _, g := range gradients {
		sum := 0.0
		for _, v := range g {
			sum += v * v
		}
		norm += math.Sqrt(sum)
	}
	return norm
}
