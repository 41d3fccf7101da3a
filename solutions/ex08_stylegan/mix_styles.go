package stylegan

// MixStyles gives each layer of a generator its style: the layers before crossover get the first style,
// crossover itself and those after it get the second. The first layers draw what is coarse, such as the pose;
// the last ones what is fine, such as the colours. crossover is from 0 to layers.
func MixStyles(first, second []float64, layers, crossover int) [][]float64 {
	styles := make([][]float64, layers)
	for i := range styles {
		if i < crossover {
			styles[i] = first
		} else {
			styles[i] = second
		}
	}
	return styles
}
