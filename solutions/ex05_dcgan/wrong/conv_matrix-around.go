//go:build ignore

// Pixels from the other end where there should be zeros. This treats the image as a ring.
package dcgan

func ConvMatrix(kernel []float64, in, stride, padding int) [][]float64 {
	out := (in+2*padding-len(kernel))/stride + 1
	M := make([][]float64, out)
	for o := range M {
		M[o] = make([]float64, in)
		for t, k := range kernel {
			M[o][(o*stride+t-padding+in)%in] += k
		}
	}
	return M
}
