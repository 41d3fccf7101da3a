package data

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// draw is a stream of random integers that is the same on every platform and with every Go version.
// ChaCha8 is a fixed algorithm, while what rand.Rand makes of its source (Shuffle, IntN) differs
// between 32-bit and 64-bit machines.
type draw struct{ source *rand.ChaCha8 }

// purpose keeps the streams of one seed that serve different ends apart.
type purpose uint64

const (
	forOrder purpose = iota
	forDigit
	forFace
	forPoints
	forSample
	forStack
)

// newDraw starts stream number index of a seed. Different arguments give unrelated streams.
func newDraw(p purpose, seed, index uint64) draw {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[0:], uint64(p))
	binary.LittleEndian.PutUint64(key[8:], seed)
	binary.LittleEndian.PutUint64(key[16:], index)
	return draw{rand.NewChaCha8(key)}
}

// below is uniform on 0 … n−1, n > 0, up to a bias of n/2⁶⁴.
func (d draw) below(n int) int {
	hi, _ := bits.Mul64(d.source.Uint64(), uint64(n))
	return int(hi)
}

// between is uniform on low … high.
func (d draw) between(low, high int) int { return low + d.below(high-low+1) }

// around lies in −limit … limit, mostly near 0: it is the mean of three uniform draws, so its
// deviation is limit/3.
func (d draw) around(limit int) int {
	return (d.between(-limit, limit) + d.between(-limit, limit) + d.between(-limit, limit)) / 3
}

// shuffle puts order into a uniformly random order (Fisher and Yates).
func (d draw) shuffle(order []int32) {
	for i := len(order) - 1; i > 0; i-- {
		j := d.below(i + 1)
		order[i], order[j] = order[j], order[i]
	}
}
