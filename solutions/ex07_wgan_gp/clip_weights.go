package wgan

// ClipWeights cuts each weight to [−c, c]: what lies outside is set to the nearer end. It is WGAN's way to
// bound the slope of the critic (Algorithm 1, line 7). It returns new weights; the argument stays as it is.
func ClipWeights(weights []float64, c float64) []float64 {
	y := make([]float64, len(weights))
	for i, w := range weights {
		y[i] = min(max(w, -c), c)
	}
	return y
}
