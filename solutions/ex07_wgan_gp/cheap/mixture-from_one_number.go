//go:build ignore

// Evenly spaced from one random number on.
package wgan

import (
	"math"
	"math/rand/v2"
)

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	xHat := make([][]float64, len(x))
	first := random.Float64()
	for i := range x {
		_, ε := math.Modf(first + float64(i)*0.6180339887498949)
		xHat[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			xHat[i][j] = ε*x[i][j] + (1-ε)*xTilde[i][j]
		}
	}
	return xHat
}
