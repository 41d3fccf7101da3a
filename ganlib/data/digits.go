package data

import "sync/atomic"

// side is the height and width of a digit's picture in pixels.
const side = 28

// Digits is an endless set of digits that look written by hand, in the format of MNIST: white on
// black, the longer side about 20 pixels, the centre of mass in the middle of 28×28. It needs no
// files.
//
// Digit i of a seed is a pure function of both and the same on every platform: everything is
// computed in integers. The label of digit i is i mod 10, so all labels are equally frequent;
// nothing else of two digits is related.
type Digits struct {
	name  string
	seed  uint64
	drawn []atomic.Pointer[picture] // by index; nil until asked for
}

// picture holds the pixels of a digit, row by row.
type picture [side * side]uint8

// NewDigits returns the first n digits of a seed, n at least 0. They are drawn when they are first
// asked for and then kept, at 784 bytes each.
func NewDigits(seed uint64, n int) *Digits { return newDigits("digits", seed, n) }

func newDigits(name string, seed uint64, n int) *Digits {
	return &Digits{name: name, seed: seed, drawn: make([]atomic.Pointer[picture], n)}
}

// Name is "digits", or "digits/test" for the part of that name that Open returns.
func (d *Digits) Name() string { return d.name }

// Len is n.
func (d *Digits) Len() int { return len(d.drawn) }

// Shape is 28, 28, 1.
func (d *Digits) Shape() (h, w, c int) { return side, side, 1 }

// Classes is 10.
func (d *Digits) Classes() int { return 10 }

// ClassNames are "0" to "9".
func (d *Digits) ClassNames() []string { return counted(10) }

// Label is i mod 10, the digit that is written.
func (d *Digits) Label(i int) int { return i % 10 }

// DigitsPerImage is 1.
func (d *Digits) DigitsPerImage() int { return 1 }

// At writes digit i into pix and returns which digit it is.
func (d *Digits) At(i int, pix []uint8) (label int) {
	label = d.Label(i)
	p := d.drawn[i].Load()
	if p == nil {
		p = write(label, newDraw(forDigit, d.seed, uint64(i)))
		d.drawn[i].Store(p)
	}
	copy(pix, p[:])
	return label
}

// write draws a digit: a random letter for it, in a random pose.
func write(digit int, r draw) *picture {
	letters := written[digit]
	letter := letters[r.below(len(letters))]()
	p := newPose(r, digit)
	var c canvas
	for _, l := range p.write(letter) {
		c.draw(l)
	}
	return c.centred()
}
