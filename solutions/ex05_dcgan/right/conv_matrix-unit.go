//go:build ignore

// Column by column: what the convolution makes of an image with a single 1 in it.
package dcgan

func ConvMatrix(kernel []float64, in, stride, padding int) [][]float64 {
	out := (in+2*padding-len(kernel))/stride + 1
	M := make([][]float64, out)
	for o := range M {
		M[o] = make([]float64, in)
	}
	for i := range in {
		for o := range out {
			if t := i + padding - o*stride; t >= 0 && t < len(kernel) {
				M[o][i] = kernel[t]
			}
		}
	}
	return M
}
