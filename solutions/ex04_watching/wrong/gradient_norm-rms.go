//go:build ignore

// The root of the mean square. It does not grow with the number of weights; the length does.
package watching

import "math"

func GradientNorm(gradients [][]float64) float64 {
	sum, n := 0.0, 0
	for _, g := range gradients {
		for _, v := range g {
			sum += v * v
			n++
		}
	}
	return math.Sqrt(sum / float64(n))
}
