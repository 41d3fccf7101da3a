//go:build ignore

// Padding counted once. There are zeros at both ends.
package dcgan

func ConvSize(in, kernel, stride, padding int) int { return (in+padding-kernel)/stride + 1 }
