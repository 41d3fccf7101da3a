//go:build ignore

// Two numbers for each pair, one for x and one for x̃. They do not add up to 1: the mixture of an image with
// itself is not that image.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	xHat := make([][]float64, len(x))
	for i := range x {
		a, b := random.Float64(), random.Float64()
		xHat[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			xHat[i][j] = a*x[i][j] + b*xTilde[i][j]
		}
	}
	return xHat
}
