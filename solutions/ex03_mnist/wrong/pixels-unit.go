//go:build ignore

// Numbers from 0 to 1. The last layer of G is a tanh, which gives −1 to 1: with data from 0 to 1 half of what
// it can say is wrong.
package mnist

func Pixels(grey []uint8) []float64 {
	x := make([]float64, len(grey))
	for i, v := range grey {
		x[i] = float64(v) / 255
	}
	return x
}
