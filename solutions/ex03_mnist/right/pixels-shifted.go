//go:build ignore

// With the middle first.
package mnist

func Pixels(grey []uint8) []float64 {
	var x []float64
	for _, v := range grey {
		x = append(x, (float64(v)-127.5)/127.5)
	}
	return x
}
