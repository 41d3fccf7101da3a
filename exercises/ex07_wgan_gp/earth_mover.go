package wgan

// EarthMover is the earth mover's distance W₁ of two sets of as many numbers: how far earth has to be carried
// on average, when the heaps at x become the heaps at y with as little work as possible. In one dimension the
// smallest of the one set goes to the smallest of the other, the second to the second, and so on:
//
//	W₁ = (1/n)·Σ_i |x₍ᵢ₎ − y₍ᵢ₎|   where x₍ᵢ₎ is the i-th smallest
//
// x and y stay as they are.
func EarthMover(x, y []float64) float64 {
	panic(notWritten)
}
