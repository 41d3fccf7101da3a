package watching

import "math"

// GradientNorm is how long the gradient of a player is, all its weights together: the root of the sum of all
// squares. gradients has a slice for each variable of the network, such as the matrix and the bias of a layer.
func GradientNorm(gradients [][]float64) float64 {
	sum := 0.0
	for _, g := range gradients {
		for _, v := range g {
			sum += v * v
		}
	}
	return math.Sqrt(sum)
}
