//go:build ignore

// Evenly spaced ε, without a random number.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	xHat := make([][]float64, len(x))
	for i := range x {
		ε := (float64(i) + 0.5) / float64(len(x))
		xHat[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			xHat[i][j] = ε*x[i][j] + (1-ε)*xTilde[i][j]
		}
	}
	return xHat
}
