//go:build ignore

// The label only a factor. With t·log σ(r) alone the best score for a real image is still infinite: the term
// with 1 − t is what draws it back.
package watching

import "math"

func SmoothedLoss(r, f []float64, t float64) float64 {
	loss := 0.0
	for _, s := range r {
		loss += t * softplus(-s) / float64(len(r))
	}
	for _, s := range f {
		loss += softplus(s) / float64(len(f))
	}
	return loss
}

func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
