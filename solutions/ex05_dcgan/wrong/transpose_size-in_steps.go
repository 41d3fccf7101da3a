//go:build ignore

// In steps in place of in − 1. From the first stamp to the last there is one step less than there are pixels.
package dcgan

func TransposeSize(in, kernel, stride, padding int) int { return in*stride + kernel - 2*padding }
