//go:build ignore

// The + 1 forgotten. A kernel as long as the image has one place where it fits, not none.
package dcgan

func ConvSize(in, kernel, stride, padding int) int { return (in + 2*padding - kernel) / stride }
