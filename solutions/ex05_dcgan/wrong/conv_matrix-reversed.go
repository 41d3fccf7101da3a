//go:build ignore

// The kernel reversed. That is the convolution of mathematics; networks use it as it stands.
package dcgan

func ConvMatrix(kernel []float64, in, stride, padding int) [][]float64 {
	out := (in+2*padding-len(kernel))/stride + 1
	M := make([][]float64, out)
	for o := range M {
		M[o] = make([]float64, in)
		for t := range kernel {
			if i := o*stride + t - padding; i >= 0 && i < in {
				M[o][i] = kernel[len(kernel)-1-t]
			}
		}
	}
	return M
}
