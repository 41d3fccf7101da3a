//go:build ignore

// The argument overwritten. What was given as an argument still belongs to the caller.
package wgan

func ClipWeights(weights []float64, c float64) []float64 {
	for i, w := range weights {
		weights[i] = min(max(w, -c), c)
	}
	return weights
}
