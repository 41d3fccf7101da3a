package data

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// Each channel is a digit of its own, inside the border, and the label names all three.
func TestStackedIsThreeDigits(t *testing.T) {
	digits := NewDigits(3, 500)
	known := map[string]int{}
	pictures, labels := picturesOf(digits, 0, 500)
	for i, pix := range pictures {
		known[string(pix)] = labels[i]
	}
	for _, border := range []int{0, 2} {
		set, err := NewStacked(digits, 5, 200, border)
		if err != nil {
			t.Fatal(err)
		}
		h, w, c := set.Shape()
		if h != side+2*border || w != h || c != 3 || set.Len() != 200 || set.Classes() != 1000 {
			t.Fatalf("border %d: %d pictures of %d×%d×%d with %d classes", border, set.Len(), h, w, c, set.Classes())
		}
		for i := range 200 {
			pix := slices.Repeat([]uint8{7}, h*w*c) // what was there before must not stay
			label := set.At(i, pix)
			read := 0
			for channel := range c {
				var inside []uint8
				for y := range h {
					for x := range w {
						v := pix[(y*w+x)*c+channel]
						if y >= border && y < h-border && x >= border && x < w-border {
							inside = append(inside, v)
						} else if v != 0 {
							t.Fatalf("border %d, picture %d: pixel (%d, %d) of the border is %d", border, i, y, x, v)
						}
					}
				}
				digit, ok := known[string(inside)]
				if !ok {
					t.Fatalf("border %d: channel %d of picture %d is no digit of the set", border, channel, i)
				}
				read = 10*read + digit
			}
			if read != label {
				t.Fatalf("border %d: picture %d shows %03d and is labelled %03d", border, i, read, label)
			}
		}
	}
}

// Digits are drawn with equal chances, each on its own: 26,000 pictures of ten equally frequent
// digits miss none of the 1,000 classes, and χ² with 999 degrees of freedom stays within five of
// its deviations, √(2·999).
func TestStackedIsUniform(t *testing.T) {
	set, err := NewStacked(NewDigits(3, 1000), 5, 26_000, 0)
	if err != nil {
		t.Fatal(err)
	}
	h, w, c := set.Shape()
	pix := make([]uint8, h*w*c)
	counts := make([]float64, set.Classes())
	for i := range set.Len() {
		counts[set.At(i, pix)]++
	}
	expected, chi2 := float64(set.Len())/1000, 0.0
	for _, n := range counts {
		chi2 += (n - expected) * (n - expected) / expected
	}
	if math.Abs(chi2-999) > 5*math.Sqrt(2*999) {
		t.Errorf("χ² is %.0f, want 999 within five deviations of 45", chi2)
	}
}

// Every digit of the set is drawn sooner or later: 300 pictures draw their red one from 20.
func TestStackedUsesAllDigits(t *testing.T) {
	digits := NewDigits(3, 20)
	set, err := NewStacked(digits, 5, 300, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	pix := make([]uint8, side*side*3)
	for i := range set.Len() {
		set.At(i, pix)
		red := make([]uint8, side*side)
		for k := range red {
			red[k] = pix[3*k]
		}
		seen[string(red)] = true
	}
	if len(seen) != 20 {
		t.Errorf("%d of 20 digits were drawn as red", len(seen))
	}
}

func TestStackedIsAFunctionOfSeedAndIndex(t *testing.T) {
	draw := func(seed uint64, n int) (pix []uint8) {
		set, err := NewStacked(NewDigits(3, 100), seed, n, 0)
		if err != nil {
			t.Fatal(err)
		}
		pix = make([]uint8, side*side*3)
		set.At(7, pix)
		return pix
	}
	if !slices.Equal(draw(1, 8), draw(1, 1000)) {
		t.Error("picture 7 depends on how many there are")
	}
	if slices.Equal(draw(1, 8), draw(2, 8)) {
		t.Error("picture 7 is the same for two seeds")
	}
}

func TestStackedRefusesOtherSets(t *testing.T) {
	for want, set := range map[string]Images{
		"3 channels": NewFaces(1, 10, 32),
		"0 images":   NewDigits(1, 0),
	} {
		if _, err := NewStacked(set, 1, 10, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
	if _, err := NewStacked(NewDigits(1, 10), 1, 10, -1); err == nil || !strings.Contains(err.Error(), "border of -1") {
		t.Errorf("a border of −1 pixels: got %v", err)
	}
}

// Open stacks the digits of the part that the name asks for; training and test part share no
// picture.
func TestOpenStacked(t *testing.T) {
	freshMachine(t)
	mnist, _ := tinySets(t)
	dir := t.TempDir()
	put(t, dir, mnist)
	for name, want := range map[string]int{
		"stacked": 128_000, "stacked/test": 26_000, "stacked32": 128_000, "stacked32/test": 26_000,
	} {
		set, err := Open(name, dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		h, w, _ := set.Shape()
		pix := make([]uint8, h*w*3)
		set.At(0, pix)
		if set.Name() != name || set.Len() != want {
			t.Errorf("%s is %s with %d pictures, want %d", name, set.Name(), set.Len(), want)
		}
	}
}
