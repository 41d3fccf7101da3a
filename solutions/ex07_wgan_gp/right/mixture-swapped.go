//go:build ignore

// ε and 1 − ε swapped. Both have the same distribution, so this is right.
package wgan

import "math/rand/v2"

func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	var xHat [][]float64
	for i := range x {
		α, mixed := random.Float64(), []float64{}
		for j := range x[i] {
			mixed = append(mixed, x[i][j]+α*(xTilde[i][j]-x[i][j]))
		}
		xHat = append(xHat, mixed)
	}
	return xHat
}
