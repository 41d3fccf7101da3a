//go:build ignore

// The second style first. What is coarse comes from the first style.
package stylegan

func MixStyles(first, second []float64, layers, crossover int) [][]float64 {
	styles := make([][]float64, layers)
	for i := range styles {
		if i < crossover {
			styles[i] = second
		} else {
			styles[i] = first
		}
	}
	return styles
}
