package data

import (
	"math/bits"
	"math/rand/v2"
)

// draw is a stream of random integers that is the same on every platform and with every Go version: PCG is a fixed
// algorithm, while what rand.Rand makes of it (Shuffle, IntN) differs between 32-bit and 64-bit machines.
type draw struct{ pcg rand.PCG }

// newDraw starts the stream number `stream` of a seed. Streams of one seed are unrelated to each other.
func newDraw(seed, stream uint64) *draw {
	d := new(draw)
	d.pcg.Seed(seed, stream)
	return d
}

// below is uniform on 0 … n−1, n > 0, up to a bias of n/2⁶⁴.
func (d *draw) below(n int) int {
	hi, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(hi)
}

// shuffle puts order into a uniformly random order (Fisher and Yates).
func (d *draw) shuffle(order []int32) {
	for i := len(order) - 1; i > 0; i-- {
		j := d.below(i + 1)
		order[i], order[j] = order[j], order[i]
	}
}
