//go:build ignore

// As the two solutions of (p − q)² = z²·q(1 − q)/n for q.
package measuring

import "math"

func Interval(right, n int, z float64) (low, high float64) {
	N, p := float64(n), float64(right)/float64(n)
	a, b, c := 1+z*z/N, -2*p-z*z/N, p*p
	root := math.Sqrt(b*b - 4*a*c)
	return (-b - root) / (2 * a), (-b + root) / (2 * a)
}
