//go:build ignore

// Without padding and stride. The shape is right, and the first rows are.
package dcgan

func ConvMatrix(kernel []float64, in, stride, padding int) [][]float64 {
	M := make([][]float64, (in+2*padding-len(kernel))/stride+1)
	for o := range M {
		M[o] = make([]float64, in)
		for t, k := range kernel {
			if o+t < in {
				M[o][o+t] = k
			}
		}
	}
	return M
}
