package mnist

// Pixels makes of grey values from 0, black, to 255, white, the numbers that networks are given: −1 is black, 1
// is white, and equal steps stay equal.
func Pixels(grey []uint8) []float64 {
	x := make([]float64, len(grey))
	for i, v := range grey {
		x[i] = float64(v)/127.5 - 1
	}
	return x
}
