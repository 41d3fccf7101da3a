package measuring

import "math"

// Interval says between which limits a share may lie when right of n answers were right, by Wilson's method
// (1927). People who are shown a real and a generated image, and guess, are right half of the time; is 60 of
// 100 more than luck? With p = right/n:
//
//	centre = (p + z²/2n)/(1 + z²/n)      half width = z/(1 + z²/n)·√(p(1 − p)/n + z²/4n²)
//
// z is 1.96 for a confidence of 95 %. low and high are centre minus and plus half the width. They never leave
// [0, 1].
func Interval(right, n int, z float64) (low, high float64) {
	N := float64(n)
	p := float64(right) / N
	centre := (p + z*z/(2*N)) / (1 + z*z/N)
	half := z / (1 + z*z/N) * math.Sqrt(p*(1-p)/N+z*z/(4*N*N))
	return centre - half, centre + half
}
