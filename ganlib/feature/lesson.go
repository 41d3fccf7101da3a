package feature

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/data"
	"gophergan/ganlib/data/face"
)

// question is something that sight is asked of a picture while it learns. Answers are scaled to
// mean 0 and deviation 1, about.
type question struct {
	mean, std float64
}

// Where the questions about each kind of picture begin.
var (
	questions  []question
	aboutFaces = ask(faceQuestions()...)
	aboutDigit = ask(oneOf(10)...)
	aboutHarm  = ask(amounts(2, 0, 1)...)
	aboutShape = ask(slices.Concat(oneOf(len(forms)), amounts(shapeAmounts, 0, 1))...)
)

func ask(more ...question) (first int) {
	first = len(questions)
	questions = append(questions, more...)
	return first
}

// oneOf are the questions whether it is this kind, for each of n.
func oneOf(n int) []question {
	p := 1 / float64(n)
	return slices.Repeat([]question{{p, math.Sqrt(p * (1 - p))}}, n)
}

// amounts are n questions for amounts from low to high.
func amounts(n int, low, high float64) []question {
	return slices.Repeat([]question{{(low + high) / 2, (high - low) / math.Sqrt(12)}}, n)
}

func faceQuestions() (all []question) {
	for _, a := range face.Attributes() {
		if a.Kinds != nil {
			all = append(all, oneOf(len(a.Kinds))...)
		} else {
			all = append(all, amounts(1, a.Low, a.High)...)
		}
	}
	return all
}

// sheet is a batch of pictures with the answers.
type sheet struct {
	random *rand.Rand
	side   int
	pix    []uint8   // [n, side, side, 3]
	truth  []float32 // [n, questions]
	known  []float32 // 1 where the answer is known, else 0
}

// lesson draws the batch of a step: half faces, a quarter digits in random colours, a quarter
// shapes. Most are of 32×32 pixels; every fourth batch has 16×16, every fourth 64×64 and a quarter
// as many. Some pictures lose their colour, are blurred or noisy, and the net is asked how much.
func (t Training) lesson(random *rand.Rand, step int) []*tensors.Tensor {
	s := &sheet{random: random, side: []int{32, 64, 32, 16}[step%4]}
	n := t.Batch
	if s.side == 64 {
		n /= 4
	}
	for i := range n {
		s.truth = append(s.truth, make([]float32, len(questions))...)
		s.known = append(s.known, make([]float32, len(questions))...)
		var p []uint8
		switch i % 4 {
		case 0, 1:
			p = s.face()
		case 2:
			p = s.digit()
		default:
			p = s.shape()
		}
		s.pix = append(s.pix, s.harm(p)...)
	}
	return []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions(s.pix, n, s.side, s.side, 3),
		tensors.FromFlatDataAndDimensions(s.truth, n, len(questions)),
		tensors.FromFlatDataAndDimensions(s.known, n, len(questions)),
	}
}

// answer notes what is true of the newest picture.
func (s *sheet) answer(q int, value float64) {
	at := len(s.truth) - len(questions) + q
	s.truth[at] = float32((value - questions[q].mean) / questions[q].std)
	s.known[at] = 1
}

// choice answers n questions whether it is this kind.
func (s *sheet) choice(first, n, kind int) {
	for k := range n {
		s.answer(first+k, 0)
	}
	s.answer(first+kind, 1)
}

// face draws a face, cut out up to an eighth off the middle.
func (s *sheet) face() []uint8 {
	drawn := s.side + s.side/8
	set := data.NewFaces(s.random.Uint64(), 1, drawn)
	f, q := set.Face(0), aboutFaces
	for _, a := range face.Attributes() {
		if a.Kinds == nil {
			s.answer(q, a.Of(f))
			q++
			continue
		}
		s.choice(q, len(a.Kinds), int(a.Of(f)))
		q += len(a.Kinds)
	}
	pix := make([]uint8, drawn*drawn*3)
	set.At(0, pix)
	top, left := s.random.IntN(s.side/8+1), s.random.IntN(s.side/8+1)
	var cut []uint8
	for h := range s.side {
		cut = append(cut, pix[((top+h)*drawn+left)*3:][:s.side*3]...)
	}
	return cut
}

// digit draws a digit in two colours.
func (s *sheet) digit() []uint8 {
	pix := make([]uint8, digitSide*digitSide)
	i := s.random.IntN(10)
	data.NewDigits(s.random.Uint64(), 10).At(i, pix)
	s.choice(aboutDigit, 10, i)
	ink, paper := s.colour(), s.colour()
	down, right := s.random.Float64()*4-2, s.random.Float64()*4-2
	return s.paint(func(h, w float64) [3]float64 { // the digit fills 28/32 of the picture
		v := between(pix, digitSide, h*32-2+down, w*32-2+right)
		return mix(paper, ink, v)
	})
}

// between is the brightness, 0 to 1, of a grey picture at a place between its pixels; outside it is
// black.
func between(pix []uint8, side int, h, w float64) float64 {
	i, j := int(math.Floor(h-0.5)), int(math.Floor(w-0.5))
	a, b := h-0.5-float64(i), w-0.5-float64(j)
	at := func(i, j int) float64 {
		if i < 0 || j < 0 || i >= side || j >= side {
			return 0
		}
		return float64(pix[i*side+j]) / 255
	}
	return (1-a)*((1-b)*at(i, j)+b*at(i, j+1)) + a*((1-b)*at(i+1, j)+b*at(i+1, j+1))
}

func (s *sheet) colour() (c [3]float64) {
	for i := range c {
		c[i] = s.random.Float64()
	}
	return c
}

func mix(a, b [3]float64, share float64) (c [3]float64) {
	for i := range c {
		c[i] = a[i] + share*(b[i]-a[i])
	}
	return c
}

// paint asks for the colour of four places in each pixel; the picture reaches from 0 to 1 along
// both axes.
func (s *sheet) paint(colour func(h, w float64) [3]float64) []uint8 {
	pix := make([]uint8, 0, s.side*s.side*3)
	n := float64(s.side)
	for h := range s.side {
		for w := range s.side {
			var sum [3]float64
			for _, d := range [][2]float64{{0.25, 0.25}, {0.25, 0.75}, {0.75, 0.25}, {0.75, 0.75}} {
				c := colour((float64(h)+d[0])/n, (float64(w)+d[1])/n)
				for i := range sum {
					sum[i] += c[i] / 4
				}
			}
			for _, v := range sum {
				pix = append(pix, byteOf(v))
			}
		}
	}
	return pix
}

func byteOf(v float64) uint8 { return uint8(min(max(255*v+0.5, 0), 255)) }

// harm takes the colour from some pictures, blurs some and adds noise to some, and asks for how
// much.
func (s *sheet) harm(pix []uint8) []uint8 {
	if s.random.IntN(6) == 0 {
		for i := 0; i < len(pix); i += 3 {
			grey := uint8((int(pix[i]) + int(pix[i+1]) + int(pix[i+2])) / 3)
			pix[i], pix[i+1], pix[i+2] = grey, grey, grey
		}
	}
	blur, noise := 0.0, 0.0
	if s.random.IntN(4) == 0 {
		blur = s.random.Float64()
		passes := 1 + int(blur*4)
		for range passes {
			pix = blurred(pix, s.side)
		}
	}
	if s.random.IntN(4) == 0 {
		noise = s.random.Float64()
		for i := range pix {
			pix[i] = byteOf(float64(pix[i])/255 + 0.2*noise*s.random.NormFloat64())
		}
	}
	s.answer(aboutHarm, blur)
	s.answer(aboutHarm+1, noise)
	return pix
}

// blurred has the mean of [1 2 1]×[1 2 1] at each pixel; the border is repeated.
func blurred(pix []uint8, side int) []uint8 {
	out := make([]uint8, len(pix))
	at := func(h, w, c int) int {
		return int(pix[(min(max(h, 0), side-1)*side+min(max(w, 0), side-1))*3+c])
	}
	row := func(h, w, c int) int { return at(h, w-1, c) + 2*at(h, w, c) + at(h, w+1, c) }
	for h := range side {
		for w := range side {
			for c := range 3 {
				out[(h*side+w)*3+c] = uint8((row(h-1, w, c) + 2*row(h, w, c) + row(h+1, w, c) + 8) / 16)
			}
		}
	}
	return out
}
