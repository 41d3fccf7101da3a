//go:build ignore

// Arithmetic in whole numbers. In uint8 there is no half and nothing below 0: convert to float64 before you
// calculate.
package mnist

func Pixels(grey []uint8) []float64 {
	x := make([]float64, len(grey))
	for i, v := range grey {
		x[i] = float64(v/127 - 1)
	}
	return x
}
