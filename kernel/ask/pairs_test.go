package ask_test

import (
	"bytes"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/kernel/ask"
)

// images are n images whose k-th has the value first+k everywhere in its upper half and noise
// below, if noisy.
func images(n, h, w, c int, first uint8, noisy bool) []uint8 {
	pix := make([]uint8, n*h*w*c)
	for i := range pix {
		k, p := i/(h*w*c), i%(h*w*c)
		pix[i] = first + uint8(k)
		if noisy && p > h*w*c/2 {
			pix[i] = uint8(i * 2654435761 >> 11)
		}
	}
	return pix
}

// value is the first pixel of a picture, by which these tests tell real from generated.
func value(t *testing.T, file []byte) uint8 {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	r, _, _, _ := img.At(0, 0).RGBA()
	return uint8(r >> 8)
}

func newPairs(t *testing.T, n, h, w, c int, seed uint64) []ask.Pair {
	t.Helper()
	pairs, err := ask.NewPairs(images(n, h, w, c, 0, false), images(n, h, w, c, 100, true), h, w, c, seed)
	if err != nil {
		t.Fatal(err)
	}
	return pairs
}

func TestPairsHoldOneRealAndOneGenerated(t *testing.T) {
	for _, c := range []int{1, 3} {
		pairs := newPairs(t, 60, 28, 20, c, 5)
		left := 0
		for k, p := range pairs {
			real, generated := p.Left, p.Right
			if p.Real == ask.Right {
				real, generated = generated, real
			} else {
				left++
			}
			if value(t, real) != uint8(k) || value(t, generated) != 100+uint8(k) {
				t.Errorf("pair %d: real %d, generated %d, want %[1]d and %d", k, value(t, real), value(t, generated), 100+k)
			}
			if len(p.Left) != len(pairs[0].Left) || len(p.Right) != len(pairs[0].Left) {
				t.Errorf("pair %d: %d and %d bytes; the size tells a smooth picture from a noisy one", k, len(p.Left), len(p.Right))
			}
			if !bytes.Equal(p.Left[:33], p.Right[:33]) {
				t.Errorf("pair %d: the headers differ", k)
			}
		}
		if math.Abs(float64(left)-30) > 4*math.Sqrt(60)/2 {
			t.Errorf("the real one stands left in %d of 60 pairs", left)
		}
	}
}

func TestPairsDependOnSeedAndNumber(t *testing.T) {
	long, short, other := newPairs(t, 40, 4, 4, 1, 1), newPairs(t, 10, 4, 4, 1, 1), newPairs(t, 40, 4, 4, 1, 2)
	sides := func(pairs []ask.Pair) (s []ask.Side) {
		for _, p := range pairs {
			s = append(s, p.Real)
		}
		return s
	}
	if !slices.Equal(sides(long)[:10], sides(short)) || slices.Equal(sides(long), sides(other)) {
		t.Errorf("sides of seed 1: %v, of fewer pairs %v, of seed 2 %v", sides(long), sides(short), sides(other))
	}
	if ask.Checksum(long) != ask.Checksum(newPairs(t, 40, 4, 4, 1, 1)) || ask.Checksum(long) == ask.Checksum(other) ||
		ask.Checksum(long) == ask.Checksum(short) {
		t.Error("equal pairs have different checksums, or different ones the same")
	}
	turned := slices.Clone(short)
	turned[3].Left = turned[3].Right
	if ask.Checksum(turned) == ask.Checksum(short) {
		t.Error("another picture, the same checksum")
	}
}

func TestRealImagesAreDrawnOnce(t *testing.T) {
	set, err := data.Open("digits/test", "")
	if err != nil {
		t.Fatal(err)
	}
	draw := func(seed uint64, n int) []uint8 {
		t.Helper()
		pix, err := ask.RealImages(set, seed, n)
		if err != nil || len(pix) != n*28*28 {
			t.Fatalf("%d bytes, %v", len(pix), err)
		}
		return pix
	}
	many := draw(1, 200)
	if !bytes.Equal(many[:20*784], draw(1, 20)) || bytes.Equal(many[:20*784], draw(2, 20)) {
		t.Error("image k does not depend on the seed and k alone")
	}
	seen := map[string]bool{}
	for k := range 200 {
		seen[string(many[k*784:(k+1)*784])] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d different images of 200", len(seen))
	}
	first := make([]byte, 784)
	set.At(0, first)
	if bytes.Equal(many[:784], first) {
		t.Error("the first image of the set comes first, as if they were not drawn")
	}
	for _, n := range []int{0, -1, 10001} {
		if _, err := ask.RealImages(set, 1, n); err == nil || !strings.Contains(err.Error(), "ask for 1 to 10000") {
			t.Errorf("%d images: %v", n, err)
		}
	}
}

func TestPairsRefuseWhatDoesNotFit(t *testing.T) {
	good := images(2, 4, 4, 1, 0, false)
	for want, try := range map[string]func() ([]ask.Pair, error){
		"16 bytes of real images and 32":        func() ([]ask.Pair, error) { return ask.NewPairs(good[:16], good, 4, 4, 1, 1) },
		"no whole number of images":             func() ([]ask.Pair, error) { return ask.NewPairs(good[:31], good[:31], 4, 4, 1, 1) },
		"cannot draw images of 4×4 pixels with": func() ([]ask.Pair, error) { return ask.NewPairs(good, good, 4, 4, 2, 1) },
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want … %s …", err, want)
		}
	}
}
