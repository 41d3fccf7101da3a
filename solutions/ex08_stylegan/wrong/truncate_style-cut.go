//go:build ignore

// Values cut at a distance of ψ. That is how noise z is truncated in other papers; here the whole style is
// drawn in.
package stylegan

func TruncateStyle(w, mean []float64, psi float64) []float64 {
	y := make([]float64, len(w))
	for i := range w {
		y[i] = mean[i] + min(max(w[i]-mean[i], -psi), psi)
	}
	return y
}
