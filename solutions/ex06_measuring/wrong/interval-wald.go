//go:build ignore

// The interval p ± z·√(p(1 − p)/n). It stands in many books, and is a single point where all answers are right,
// as if three of three proved anything.
package measuring

import "math"

func Interval(right, n int, z float64) (low, high float64) {
	p := float64(right) / float64(n)
	half := z * math.Sqrt(p*(1-p)/float64(n))
	return p - half, p + half
}
