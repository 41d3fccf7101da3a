//go:build ignore

// Rounded up. A place where the kernel reaches beyond the last zero does not count.
package dcgan

func ConvSize(in, kernel, stride, padding int) int {
	return (in+2*padding-kernel+stride-1)/stride + 1
}
