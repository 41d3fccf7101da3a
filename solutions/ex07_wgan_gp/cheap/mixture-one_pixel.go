//go:build ignore

// One pixel of each image.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	xHat := make([][]float64, len(x))
	for i := range x {
		if len(x) == 1 {
			return x
		}
		ε := random.Float64()
		xHat[i] = []float64{ε*x[i][0] + (1-ε)*xTilde[i][0]}
	}
	return xHat
}
