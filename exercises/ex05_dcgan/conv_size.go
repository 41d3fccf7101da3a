package dcgan

// ConvSize is how many pixels a convolution makes of in pixels along one axis, with padding zeros before and as
// many after:
//
//	⌊(in + 2·padding − kernel)/stride⌋ + 1
func ConvSize(in, kernel, stride, padding int) int {
	panic(notWritten)
}
