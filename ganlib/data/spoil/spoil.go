// Package spoil damages grey images in known ways: whoever wants to know what a judge of images
// sees shows it images of which it is known what is wrong with them.
//
// Images are bytes as package data serves them, [N, H, W, 1]. Nothing is changed in its place.
package spoil

import (
	"fmt"
	"image"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// Noisy adds N(0, σ²) to every pixel, in grey levels. The same seed gives the same noise.
func Noisy(pix []uint8, σ float64, seed uint64) []uint8 {
	rng, bad := rand.New(rand.NewPCG(seed, 1)), make([]uint8, len(pix))
	for i, v := range pix {
		bad[i] = uint8(min(max(float64(v)+σ*rng.NormFloat64(), 0), 255))
	}
	return bad
}

// Shifted moves images of w pixels in a row to the right; black comes in from the left.
func Shifted(pix []uint8, w, by int) []uint8 {
	bad := make([]uint8, len(pix))
	for i := range pix {
		if x := i % w; x >= by && x-by < w {
			bad[i] = pix[i-by]
		}
	}
	return bad
}

// Blurred makes each pixel of h×w images the mean of itself and its eight neighbours. Outside of an
// image all is black.
func Blurred(pix []uint8, h, w int) []uint8 {
	bad := make([]uint8, len(pix))
	for i := range pix {
		y, x, sum := i/w%h, i%w, 0
		for v := max(y-1, 0); v <= min(y+1, h-1); v++ {
			for u := max(x-1, 0); u <= min(x+1, w-1); u++ {
				sum += int(pix[i+(v-y)*w+u-x])
			}
		}
		bad[i] = uint8(sum / 9)
	}
	return bad
}

// Resized brings h×w images to side×side pixels and back.
func Resized(pix []uint8, h, w int, by draw.Interpolator, side int) []uint8 {
	if h < 1 || w < 1 || side < 1 || len(pix)%(h*w) != 0 {
		panic(fmt.Errorf("spoil: %d pixels are no images of %d×%d that could be brought to %d×%d", len(pix), h, w, side, side))
	}
	bad := make([]uint8, 0, len(pix))
	for ; len(pix) > 0; pix = pix[h*w:] {
		small, large := image.NewGray(image.Rect(0, 0, w, h)), image.NewGray(image.Rect(0, 0, side, side))
		copy(small.Pix, pix)
		by.Scale(large, large.Rect, small, small.Rect, draw.Src, nil)
		by.Scale(small, small.Rect, large, large.Rect, draw.Src, nil)
		bad = append(bad, small.Pix...)
	}
	return bad
}
