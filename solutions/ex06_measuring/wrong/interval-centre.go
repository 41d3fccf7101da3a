//go:build ignore

// Wilson's width around p. The centre moves towards ½ as well, the more so the fewer answers there are.
package measuring

import "math"

func Interval(right, n int, z float64) (low, high float64) {
	N := float64(n)
	p := float64(right) / N
	half := z / (1 + z*z/N) * math.Sqrt(p*(1-p)/N+z*z/(4*N*N))
	return p - half, p + half
}
