//go:build ignore

// Rows and columns swapped. This is Mᵀ, the matrix of the transposed convolution.
package dcgan

func ConvMatrix(kernel []float64, in, stride, padding int) [][]float64 {
	out := (in+2*padding-len(kernel))/stride + 1
	M := make([][]float64, in)
	for i := range M {
		M[i] = make([]float64, out)
		for o := range out {
			if t := i - o*stride + padding; t >= 0 && t < len(kernel) {
				M[i][o] = kernel[t]
			}
		}
	}
	return M
}
