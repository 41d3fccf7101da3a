//go:build ignore

// Without a logarithm. Far away from 0 the loss is made of straight pieces.
package watching

func SmoothedLoss(r, f []float64, t float64) float64 {
	loss := 0.0
	for _, s := range r {
		loss += (t*max(-s, 0) + (1-t)*max(s, 0)) / float64(len(r))
	}
	for _, s := range f {
		loss += max(s, 0) / float64(len(f))
	}
	return loss
}
