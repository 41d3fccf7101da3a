//go:build ignore

// The longest of the variables. The norm takes all of them together.
package watching

import "math"

func GradientNorm(gradients [][]float64) float64 {
	longest := 0.0
	for _, g := range gradients {
		sum := 0.0
		for _, v := range g {
			sum += v * v
		}
		longest = max(longest, math.Sqrt(sum))
	}
	return longest
}
