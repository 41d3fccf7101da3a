//go:build ignore

// Cut from above only. Weights below −c stay as they are.
package wgan

func ClipWeights(weights []float64, c float64) []float64 {
	y := make([]float64, len(weights))
	for i, w := range weights {
		y[i] = min(w, c)
	}
	return y
}
