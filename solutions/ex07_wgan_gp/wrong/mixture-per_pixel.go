//go:build ignore

// One ε for each pixel. Then x̂ does not lie on the line between x and x̃ but anywhere in the box that they
// span. Draw one number for each pair.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	xHat := make([][]float64, len(x))
	for i := range x {
		xHat[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			ε := random.Float64()
			xHat[i][j] = ε*x[i][j] + (1-ε)*xTilde[i][j]
		}
	}
	return xHat
}
