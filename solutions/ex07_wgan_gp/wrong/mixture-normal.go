//go:build ignore

// ε from a normal distribution. It is often below 0 or above 1, and x̂ lies beyond both images then.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	xHat := make([][]float64, len(x))
	for i := range x {
		ε := random.NormFloat64()
		xHat[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			xHat[i][j] = ε*x[i][j] + (1-ε)*xTilde[i][j]
		}
	}
	return xHat
}
