package dcgan

// ConvMatrix is the convolution of a row of in pixels with a kernel, as a matrix M: y = M·x, where
//
//	y[o] = Σ_t x[o·stride + t − padding]·kernel[t]
//
// and x is 0 outside of its pixels. M has a row for each pixel of y and a column for each pixel of x. The
// kernel is not reversed. The transposed convolution is Mᵀ, which is where its name comes from.
func ConvMatrix(kernel []float64, in, stride, padding int) [][]float64 {
	panic(notWritten)
}
