package watching

import "math"

// SmoothedLoss is D's loss with one-sided label smoothing (Salimans et al. 2016, arXiv:1606.03498, section
// 3.4): D shall call real images real with probability t, 0.9 for example, and not with certainty. The label of
// generated images stays 0.
//
//	−E[t·log σ(r) + (1 − t)·log(1 − σ(r))] − E[log(1 − σ(f))]
//
// r and f are scores, of real and of generated images. It is right for scores up to ±700 and beyond.
func SmoothedLoss(r, f []float64, t float64) float64 {
	loss := 0.0
	for _, s := range r {
		loss += (t*softplus(-s) + (1-t)*softplus(s)) / float64(len(r))
	}
	for _, s := range f {
		loss += softplus(s) / float64(len(f))
	}
	return loss
}

// softplus is log(1 + eˣ): −log σ(r) = softplus(−r), and −log(1 − σ(r)) = softplus(r).
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
