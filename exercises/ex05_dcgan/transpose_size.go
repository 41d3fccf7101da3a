package dcgan

// TransposeSize is how many pixels a transposed convolution makes of in pixels along one axis. Each pixel
// stamps the kernel, stride pixels apart, and padding pixels are cut away at each end:
//
//	(in − 1)·stride + kernel − 2·padding
func TransposeSize(in, kernel, stride, padding int) int {
	panic(notWritten)
}
