//go:build ignore

// A step of one pixel from row to row. With a stride of 2 each row lies two pixels further to the right.
package dcgan

func ConvMatrix(kernel []float64, in, stride, padding int) [][]float64 {
	out := (in+2*padding-len(kernel))/stride + 1
	M := make([][]float64, out)
	for o := range M {
		M[o] = make([]float64, in)
		for t, k := range kernel {
			if i := o + t - padding; i >= 0 && i < in {
				M[o][i] = k
			}
		}
	}
	return M
}
