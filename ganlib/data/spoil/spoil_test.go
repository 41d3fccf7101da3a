package spoil_test

import (
	"math"
	"slices"
	"testing"

	"golang.org/x/image/draw"

	"gophergan/ganlib/data/spoil"
)

// two are two images of 2×3.
var two = []uint8{10, 20, 30, 40, 50, 60, 1, 2, 3, 4, 5, 6}

func same(t *testing.T, why string, got, want []uint8) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", why, got, want)
	}
}

func TestShiftedStaysInItsRow(t *testing.T) {
	same(t, "by 0", spoil.Shifted(two, 3, 0), two)
	same(t, "by 1", spoil.Shifted(two, 3, 1), []uint8{0, 10, 20, 0, 40, 50, 0, 1, 2, 0, 4, 5})
	same(t, "out of the image", spoil.Shifted(two, 3, 3), make([]uint8, 12))
}

// No pixel hears of the other image, of the row above its own beyond an edge, or of anything but
// black outside.
func TestBlurredStaysInItsImage(t *testing.T) {
	bright := slices.Repeat([]uint8{90}, 18) // two images of 3×3
	copy(bright[9:], make([]uint8, 9))
	same(t, "a bright image beside a black one", spoil.Blurred(bright, 3, 3),
		[]uint8{40, 60, 40, 60, 90, 60, 40, 60, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	same(t, "rounded down", spoil.Blurred([]uint8{0, 0, 0, 0, 17, 0, 0, 0, 0}, 3, 3), slices.Repeat([]uint8{1}, 9))
}

func TestNoisyHasItsDeviationAndItsSeed(t *testing.T) {
	const n, σ = 40_000, 20.0
	grey := slices.Repeat([]uint8{128}, n)
	noisy := spoil.Noisy(grey, σ, 1)
	mean, square := 0.0, 0.0
	for _, v := range noisy {
		d := float64(v) - 127.5 // numbers are cut to whole ones
		mean, square = mean+d/n, square+d*d/n
	}
	// Deviations of a mean and of a mean square of n: σ/√n = 0.1 and σ²·√(2/n) = 2.8. The cut adds
	// 1/12 to the square.
	if math.Abs(mean) > 0.5 || math.Abs(square-σ*σ-1.0/12) > 12 {
		t.Errorf("mean %.2f, mean square %.1f; want 0 and %.1f", mean, square, σ*σ)
	}
	same(t, "the same seed", spoil.Noisy(grey, σ, 1), noisy)
	if slices.Equal(spoil.Noisy(grey, σ, 2), noisy) {
		t.Error("another seed gave the same noise")
	}
	same(t, "kept within a byte", spoil.Noisy([]uint8{0, 255}, 0, 1), []uint8{0, 255})
}

func TestResizedThereAndBack(t *testing.T) {
	same(t, "to a multiple and back, nearest", spoil.Resized(two, 2, 3, draw.NearestNeighbor, 6), two)
	same(t, "to one pixel and back", spoil.Resized(slices.Repeat([]uint8{7}, 12), 2, 3, draw.NearestNeighbor, 1),
		slices.Repeat([]uint8{7}, 12))
	if got := spoil.Resized(two, 2, 3, draw.BiLinear, 2); slices.Equal(got, two) {
		t.Errorf("bilinear to fewer pixels and back left everything as it was: %v", got)
	}
	same(t, "what was given", two, []uint8{10, 20, 30, 40, 50, 60, 1, 2, 3, 4, 5, 6})
}

func TestResizedNeedsWholeImages(t *testing.T) {
	defer func() {
		if err, isError := recover().(error); !isError {
			t.Errorf("got %v, want an error value", err)
		}
	}()
	spoil.Resized(two, 5, 1, draw.BiLinear, 2)
}
