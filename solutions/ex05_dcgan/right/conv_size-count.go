//go:build ignore

// By counting the places where the kernel fits.
package dcgan

func ConvSize(in, kernel, stride, padding int) int {
	n := 0
	for first := 0; first+kernel <= in+2*padding; first += stride {
		n++
	}
	return n
}
