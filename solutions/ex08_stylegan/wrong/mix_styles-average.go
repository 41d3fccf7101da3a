//go:build ignore

// An average of the two in every layer. Mixing gives each layer one style, whole.
package stylegan

func MixStyles(first, second []float64, layers, crossover int) [][]float64 {
	styles := make([][]float64, layers)
	for i := range styles {
		share := float64(crossover) / float64(layers)
		for j := range first {
			styles[i] = append(styles[i], share*first[j]+(1-share)*second[j])
		}
	}
	return styles
}
