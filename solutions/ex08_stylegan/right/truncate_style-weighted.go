//go:build ignore

// As a weighted mean.
package stylegan

func TruncateStyle(w, mean []float64, psi float64) (y []float64) {
	for i := range w {
		y = append(y, psi*w[i]+(1-psi)*mean[i])
	}
	return y
}
