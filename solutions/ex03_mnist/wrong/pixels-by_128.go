//go:build ignore

// Division by 128. White becomes 127/128 and not 1.
package mnist

func Pixels(grey []uint8) []float64 {
	x := make([]float64, len(grey))
	for i, v := range grey {
		x[i] = float64(v)/128 - 1
	}
	return x
}
