//go:build ignore

// The share divided in whole numbers. In Go right/n is 0 for ints, unless all answers are right.
package measuring

import "math"

func Interval(right, n int, z float64) (low, high float64) {
	N := float64(n)
	p := float64(right / n)
	centre := (p + z*z/(2*N)) / (1 + z*z/N)
	half := z / (1 + z*z/N) * math.Sqrt(p*(1-p)/N+z*z/(4*N*N))
	return centre - half, centre + half
}
