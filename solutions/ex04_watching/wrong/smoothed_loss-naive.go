//go:build ignore

// The logarithm of a sigmoid. It is infinite for large scores, and 0 times infinity is not a number.
package watching

import "math"

func SmoothedLoss(r, f []float64, t float64) float64 {
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	loss := 0.0
	for _, s := range r {
		loss -= (t*math.Log(sigmoid(s)) + (1-t)*math.Log(1-sigmoid(s))) / float64(len(r))
	}
	for _, s := range f {
		loss -= math.Log(1-sigmoid(s)) / float64(len(f))
	}
	return loss
}
