package ask

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/png"
	"math/rand/v2"

	"gophergan/ganlib/data"
	"gophergan/ganlib/pic"
)

// Pair is one question: two pictures as PNG files, and where the real one stands.
type Pair struct {
	Left, Right []byte
	Real        Side
}

// Streams of random numbers that one seed gives.
const (
	forSides  = 1
	forImages = 2
)

// RealImages draws n different images of the set, uint8 [n, H, W, C] row by row. Image k depends on
// the seed and k only.
func RealImages(set data.Images, seed uint64, n int) ([]uint8, error) {
	if n < 1 || n > set.Len() {
		return nil, fmt.Errorf("ask: %d pairs were asked for, but %s has %d images, and each is shown once; ask for 1 to %[3]d", n,
			set.Name(), set.Len())
	}
	h, w, c := set.Shape()
	pix, size := make([]uint8, n*h*w*c), h*w*c
	for k, i := range rand.New(rand.NewPCG(seed, forImages)).Perm(set.Len())[:n] {
		set.At(i, pix[k*size:(k+1)*size])
	}
	return pix, nil
}

// NewPairs makes n pairs of n real and n generated images, each uint8 [n, h, w, c]. On which side
// the real one stands is a coin toss for each pair; that of pair k depends on the seed and k only.
func NewPairs(real, generated []uint8, h, w, c int, seed uint64) ([]Pair, error) {
	if len(real) != len(generated) {
		return nil, fmt.Errorf("ask: %d bytes of real images and %d of generated ones; pairs need as many of both, of one size",
			len(real), len(generated))
	}
	a, err := encode(real, h, w, c)
	if err != nil {
		return nil, err
	}
	b, err := encode(generated, h, w, c)
	if err != nil {
		return nil, err
	}
	coin := rand.New(rand.NewPCG(seed, forSides))
	pairs := make([]Pair, len(a))
	for k := range pairs {
		pairs[k] = Pair{a[k], b[k], Left}
		if coin.IntN(2) == 1 {
			pairs[k] = Pair{b[k], a[k], Right}
		}
	}
	return pairs, nil
}

// encode makes a PNG of each image of pix [N, h, w, c]. Compression would make a smooth picture
// smaller than a noisy one; without it all files of one shape have the same size.
func encode(pix []uint8, h, w, c int) ([][]byte, error) {
	layout := pic.NewLayout(1, h)
	layout.Scale, layout.Gutter = 1, 0
	encoder := png.Encoder{CompressionLevel: png.NoCompression}
	var all [][]byte
	for size := h * w * c; len(pix) > 0; pix = pix[min(size, len(pix)):] {
		img, err := layout.Grid(pix[:min(size, len(pix))], h, w, c)
		if err != nil {
			return nil, err
		}
		var file bytes.Buffer
		if err := encoder.Encode(&file, img); err != nil {
			return nil, fmt.Errorf("ask: encoding a picture: %w", err)
		}
		all = append(all, file.Bytes())
	}
	return all, nil
}

// Checksum is the same for the same pairs: a session goes on only with those it began with.
func Checksum(pairs []Pair) string {
	sum := sha256.New()
	for _, p := range pairs {
		sum.Write(p.Left)
		sum.Write(p.Right)
		sum.Write([]byte(p.Real))
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
