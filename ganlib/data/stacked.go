package data

import "fmt"

// Stacked lays three pictures of a set of digits over one another, as red, green and blue: 10³
// kinds of pictures, each a mode that a generator can miss and a classifier of digits can find
// (Metz et al. 2017, "Unrolled Generative Adversarial Networks", arXiv:1611.02163, section 3.3.2).
//
// Which three make picture i is a pure function of the seed and i, each drawn on its own from all
// of the digits.
type Stacked struct {
	place
	name   string
	digits Images
	seed   uint64
	n      int
	border int // pixels of black around the digits
}

// NewStacked returns the first n pictures of a seed, made of the pictures of digits, which are grey
// and carry labels. With a border of 2 black pixels on each side those of MNIST become 32×32, a
// size that can be halved three times. The paper has none.
func NewStacked(digits Images, seed uint64, n, border int) (*Stacked, error) {
	if _, _, c := digits.Shape(); c != 1 || digits.Classes() < 1 || digits.Len() < 1 || n < 0 || border < 0 {
		return nil, fmt.Errorf("data: %d pictures cannot be stacked of %s, with %d images of %d channels and %d labels, and a "+
			"border of %d pixels: "+
			"want at least 0 pictures and pixels, and at least one image, grey and labelled", n, digits.Name(), digits.Len(), c,
			digits.Classes(), border)
	}
	return &Stacked{name: "stacked", digits: digits, seed: seed, n: n, border: border}, nil
}

// Name is "stacked", or what [Open] was asked for.
func (s *Stacked) Name() string { return s.name }

// Len is n.
func (s *Stacked) Len() int { return s.n }

// Shape is that of the digits with the border, and 3 channels.
func (s *Stacked) Shape() (h, w, c int) {
	h, w, _ = s.digits.Shape()
	return h + 2*s.border, w + 2*s.border, 3
}

// Classes is the number of ways to choose three labels: 1,000 for ten digits.
func (s *Stacked) Classes() int {
	k := s.digits.Classes()
	return k * k * k
}

// ClassNames are the labels of the three digits beside one another, "000" to "999" for ten digits
// with one-figure names.
func (s *Stacked) ClassNames() []string {
	names := s.digitNames()
	all := make([]string, 0, s.Classes())
	for _, red := range names {
		for _, green := range names {
			for _, blue := range names {
				all = append(all, red+green+blue)
			}
		}
	}
	return all
}

// digitNames are the names of the classes of a single digit, or their numbers.
func (s *Stacked) digitNames() []string {
	if digits, ok := AsLabelled(s.digits); ok {
		return digits.ClassNames()
	}
	return counted(s.digits.Classes())
}

// DigitsPerImage is 3, if the stacked images are digits.
func (s *Stacked) DigitsPerImage() int { return 3 * DigitsPerImage(s.digits) }

// Label is the label of picture i. It draws nothing if the set of digits need not.
func (s *Stacked) Label(i int) (label int) {
	digits, ok := AsLabelled(s.digits)
	if !ok {
		h, w, c := s.Shape()
		return s.At(i, make([]uint8, h*w*c))
	}
	d := newDraw(forStack, s.seed, uint64(i))
	for range 3 {
		label = label*s.digits.Classes() + digits.Label(d.below(s.digits.Len()))
	}
	return label
}

// At writes picture i into pix and returns its label, which reads as a number from red to blue:
// 100·R + 10·G + B for ten digits.
func (s *Stacked) At(i int, pix []uint8) (label int) {
	h, w, _ := s.digits.Shape()
	_, width, _ := s.Shape()
	clear(pix)
	d := newDraw(forStack, s.seed, uint64(i))
	plane := make([]uint8, h*w)
	for channel := range 3 {
		label = label*s.digits.Classes() + s.digits.At(d.below(s.digits.Len()), plane)
		for y := range h {
			for x := range w {
				pix[((y+s.border)*width+x+s.border)*3+channel] = plane[y*w+x]
			}
		}
	}
	return label
}
