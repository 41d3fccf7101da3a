//go:build ignore

// ψ and 1 − ψ swapped. ψ = 1 must change nothing.
package stylegan

func TruncateStyle(w, mean []float64, psi float64) []float64 {
	y := make([]float64, len(w))
	for i := range w {
		y[i] = w[i] + psi*(mean[i]-w[i])
	}
	return y
}
