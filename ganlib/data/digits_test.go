package data

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"sync"
	"testing"
)

func picturesOf(set Images, from, to int) (pictures [][]uint8, labels []int) {
	for i := from; i < to; i++ {
		pix := make([]uint8, side*side)
		labels = append(labels, set.At(i, pix))
		pictures = append(pictures, pix)
	}
	return pictures, labels
}

// A seed means the same digits everywhere. The sum was also computed on arm64 and on 386.
func TestDigitsAreTheSameEverywhere(t *testing.T) {
	pictures, labels := picturesOf(NewDigits(1, 1000), 0, 1000)
	h := sha256.New()
	for i, pix := range pictures {
		h.Write(append(pix, uint8(labels[i])))
	}
	const want = "4efbd6fe3de244ab7582dc95fac5185aebf730c9efc9499db2d011afffa58cf3"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("the first 1,000 digits of seed 1 have the SHA-256\n\t%s, want\n\t%s", got, want)
	}
}

func TestDigitIsAFunctionOfSeedAndIndex(t *testing.T) {
	want, labels := picturesOf(NewDigits(7, 100), 0, 100)
	longer := NewDigits(7, 5000)
	pix := make([]uint8, side*side)
	for i := 99; i >= 0; i-- { // another length, another order, each twice
		for range 2 {
			if label := longer.At(i, pix); label != labels[i] || !slices.Equal(pix, want[i]) {
				t.Fatalf("digit %d of seed 7 depends on more than the two", i)
			}
			clear(pix)
		}
	}
	first := map[string]int{}
	many, _ := picturesOf(NewDigits(7, 5000), 0, 5000)
	for i, pix := range many {
		if k, ok := first[string(pix)]; ok {
			t.Errorf("digit %d is digit %d again", i, k)
		}
		first[string(pix)] = i
	}
	other, _ := picturesOf(NewDigits(8, 100), 0, 100)
	for i := range other {
		if slices.Equal(other[i], want[i]) {
			t.Errorf("digit %d is the same for the seeds 7 and 8", i)
		}
	}
}

func TestDigitsConcurrently(t *testing.T) {
	want, _ := picturesOf(NewDigits(4, 60), 0, 60)
	d := NewDigits(4, 60)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			pix := make([]uint8, side*side)
			for k := range 60 {
				i := (k*(2*g+1) + g) % 60
				d.At(i, pix)
				if !slices.Equal(pix, want[i]) {
					t.Errorf("digit %d differs when many goroutines ask", i)
				}
			}
		})
	}
	wg.Wait()
}

func TestDigitLabelsAreBalanced(t *testing.T) {
	set, err := Open("digits", "")
	if err != nil {
		t.Fatal(err)
	}
	if set.Len() != 60000 || set.Classes() != 10 {
		t.Fatalf("digits has %d images of %d classes, want 60000 of 10", set.Len(), set.Classes())
	}
	test, err := Open("digits/test", "")
	if err != nil {
		t.Fatal(err)
	}
	if test.Len() != 10000 || test.Name() != "digits/test" {
		t.Errorf("the test part is %s with %d images, want digits/test with 10000", test.Name(), test.Len())
	}
	var counts [10]int
	pix, testPix := make([]uint8, side*side), make([]uint8, side*side)
	for i := range 500 {
		counts[set.At(i, pix)]++
		test.At(i, testPix)
		if slices.Equal(pix, testPix) {
			t.Errorf("digit %d of the test part is in the training part", i)
		}
	}
	for label, n := range counts {
		if n != 50 {
			t.Errorf("%d of the first 500 digits have the label %d, want 50", n, label)
		}
	}
}

// mark is what is measured of a picture: the box of its ink, its centre of mass, and its amount of
// ink, 1 being white.
type mark struct {
	ink        box
	x, y, mass float64
	brightest  uint8
}

func measure(pix []uint8) mark {
	m := mark{ink: box{point{side, side}, point{-1, -1}}}
	for i, v := range pix {
		if v == 0 {
			continue
		}
		m.ink.add(point{i % side, i / side})
		m.mass += float64(v)
		m.x += float64(v) * float64(i%side)
		m.y += float64(v) * float64(i/side)
		m.brightest = max(m.brightest, v)
	}
	m.x, m.y, m.mass = m.x/m.mass, m.y/m.mass, m.mass/255
	return m
}

// The format of MNIST: white on black, the longer side 20 pixels and some for the soft edge, the
// centre of mass in the middle to the nearest pixel.
func TestDigitsAreMadeLikeMNIST(t *testing.T) {
	pictures, labels := picturesOf(NewDigits(11, 3000), 0, 3000)
	off := 0
	for i, pix := range pictures {
		m := measure(pix)
		longer, _ := m.ink.sides()
		if longer+1 < 19 || longer+1 > 23 {
			t.Errorf("digit %d, a %d, is %d pixels on its longer side, want 19 to 23", i, labels[i], longer+1)
		}
		if math.Abs(m.x-14) > 0.51 || math.Abs(m.y-14) > 0.51 {
			off++
		}
		if m.brightest != 255 {
			t.Errorf("digit %d, a %d, is nowhere brighter than %d", i, labels[i], m.brightest)
		}
	}
	if off > len(pictures)/500 { // those that would be cut off
		t.Errorf("%d of %d digits do not have their centre of mass at 14, 14 ± 1/2", off, len(pictures))
	}
}

// Each digit that a seed gives must show its label: the nearest of 3,000 others, by distance,
// nearly always agrees.
func TestDigitsShowTheirLabel(t *testing.T) {
	known, labels := picturesOf(NewDigits(21, 3000), 0, 3000)
	asked, want := picturesOf(NewDigits(22, 400), 0, 400)
	right := agreement(known, labels, asked, want)
	t.Logf("%.1f %% of %d digits have the label of the nearest of %d others", 100*right, len(asked), len(known))
	if right < 0.9 {
		t.Errorf("only %.1f %% agree, want 90 %%", 100*right)
	}
}

// What is learned on Digits must carry over to handwriting.
func TestDigitsReadMNIST(t *testing.T) {
	asked, want := picturesOf(openMNIST(t, "mnist/test"), 0, 500)
	known, labels := picturesOf(NewDigits(21, 4000), 0, 4000)
	right := agreement(known, labels, asked, want)
	t.Logf("%.1f %% of %d MNIST digits have the label of the nearest of %d of ours", 100*right, len(asked), len(known))
	if right < 0.65 {
		t.Errorf("only %.1f %% agree, want 65 %%", 100*right)
	}
}

// agreement is the share of the asked pictures whose label is that of the nearest known one.
func agreement(known [][]uint8, labels []int, asked [][]uint8, want []int) float64 {
	right := 0
	for i, pix := range asked {
		best, nearest := math.MaxInt, 0
		for k, other := range known {
			if d := distance(pix, other, best); d < best {
				best, nearest = d, k
			}
		}
		if labels[nearest] == want[i] {
			right++
		}
	}
	return float64(right) / float64(len(asked))
}

// distance is the sum of squared differences, or something beyond limit once it is clear to be
// beyond.
func distance(a, b []uint8, limit int) int {
	sum := 0
	for row := 0; row < len(a) && sum < limit; row += side {
		for i := row; i < row+side; i++ {
			d := int(a[i]) - int(b[i])
			sum += d * d
		}
	}
	return sum
}

func TestEveryLetterOfEveryHand(t *testing.T) {
	for digit, letters := range written {
		if len(letters) < 10 {
			t.Errorf("the digit %d is written in %d ways only", digit, len(letters))
		}
	}
	for _, h := range hands {
		font := h.font()
		for digit, letters := range h.letters {
			for _, letter := range letters {
				if n := longStrokes(strokes(font, letter)); n < 1 || n > 7 {
					t.Errorf("%q for the digit %d has %d strokes, want 1 to 7", letter, digit, n)
				}
			}
		}
	}
}

func BenchmarkDrawDigit(b *testing.B) {
	picturesOf(NewDigits(1, 400), 0, 400) // so that the strokes of the letters are there
	d := NewDigits(2, b.N)
	pix := make([]uint8, side*side)
	b.ResetTimer()
	for i := range b.N {
		d.At(i, pix)
	}
}

func BenchmarkReadDrawnDigit(b *testing.B) {
	d := NewDigits(1, 1000)
	picturesOf(d, 0, 1000)
	pix := make([]uint8, side*side)
	b.ResetTimer()
	for i := range b.N {
		d.At(i%1000, pix)
	}
}

func BenchmarkStrokesOfAllLetters(b *testing.B) {
	for range b.N {
		for _, h := range hands {
			font := h.font()
			for _, letters := range h.letters {
				for _, letter := range letters {
					strokes(font, letter)
				}
			}
		}
	}
}
