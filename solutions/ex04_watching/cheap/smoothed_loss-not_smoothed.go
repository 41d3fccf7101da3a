//go:build ignore

// Not smoothed at all. With t = 1 it is the same.
package watching

import "math"

func SmoothedLoss(r, f []float64, t float64) float64 {
	softplus := func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
	loss := 0.0
	for _, s := range r {
		loss += softplus(-s) / float64(len(r))
	}
	for _, s := range f {
		loss += softplus(s) / float64(len(f))
	}
	return loss
}
