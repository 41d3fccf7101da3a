//go:build ignore

// Both labels smoothed. Generated images keep the label 0: with another one D would pull G to where it already
// is.
package watching

import "math"

func SmoothedLoss(r, f []float64, t float64) float64 {
	loss := 0.0
	for _, s := range r {
		loss += (t*softplus(-s) + (1-t)*softplus(s)) / float64(len(r))
	}
	for _, s := range f {
		loss += (t*softplus(s) + (1-t)*softplus(-s)) / float64(len(f))
	}
	return loss
}

func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
