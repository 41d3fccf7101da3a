//go:build ignore

// The crossover one layer late. Layer crossover itself gets the second style already.
package stylegan

func MixStyles(first, second []float64, layers, crossover int) [][]float64 {
	styles := make([][]float64, layers)
	for i := range styles {
		if i <= crossover {
			styles[i] = first
		} else {
			styles[i] = second
		}
	}
	return styles
}
