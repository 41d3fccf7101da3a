//go:build ignore

// One ε for the whole batch. It is right in the mean over many steps, but each step looks at one distance only.
// Draw one number for each pair.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	ε := random.Float64()
	xHat := make([][]float64, len(x))
	for i := range x {
		xHat[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			xHat[i][j] = ε*x[i][j] + (1-ε)*xTilde[i][j]
		}
	}
	return xHat
}
