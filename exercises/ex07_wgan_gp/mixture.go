package wgan

import "math/rand/v2"

// Mixture draws the places where WGAN-GP looks at the critic's slope: for each pair of images a point on the
// line between them (Gulrajani et al. 2017, arXiv:1704.00028, Algorithm 1, lines 4 and 6):
//
//	x̂ = εx + (1 − ε)x̃   with   ε ~ U[0, 1], one number for each pair
//
// x and xTilde have a row for each image. random.Float64() gives a number from U[0, 1); call it once for each
// pair.
func Mixture(x, xTilde [][]float64, random *rand.Rand) [][]float64 {
	panic(notWritten)
}
