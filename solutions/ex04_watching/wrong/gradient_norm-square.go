//go:build ignore

// The square of the length. The root at the end is missing.
package watching

func GradientNorm(gradients [][]float64) float64 {
	sum := 0.0
	for _, g := range gradients {
		for _, v := range g {
			sum += v * v
		}
	}
	return sum
}
