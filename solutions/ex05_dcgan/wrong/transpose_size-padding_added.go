//go:build ignore

// Padding added. In a transposed convolution it is cut away, since in the convolution it was added.
package dcgan

func TransposeSize(in, kernel, stride, padding int) int { return (in-1)*stride + kernel + 2*padding }
