package feature

import "math"

// A form says how far a place lies outside of it, below 0 inside; it is about as large as the
// square from −1 to 1.
type form func(h, w float64) float64

// forms are what shapes are made of: with an edge, with a hole, with corners, with repetition.
var forms = []form{
	func(h, w float64) float64 { return math.Hypot(h, w) - 1 },                              // disc
	func(h, w float64) float64 { return math.Abs(math.Hypot(h, w)-0.75) - 0.25 },            // ring
	func(h, w float64) float64 { return max(math.Abs(h), math.Abs(w)) - 0.9 },               // square
	func(h, w float64) float64 { return max(-h-0.6, 0.5*h+0.866*w-0.6, 0.5*h-0.866*w-0.6) }, // triangle
	func(h, w float64) float64 {
		return max(min(math.Abs(h), math.Abs(w))-0.3, max(math.Abs(h), math.Abs(w))-1)
	}, // cross
	func(h, w float64) float64 { return max(-math.Sin(6*h), max(math.Abs(h), math.Abs(w))-1) },               // stripes
	func(h, w float64) float64 { return max(-math.Sin(5*h)*math.Sin(5*w), max(math.Abs(h), math.Abs(w))-1) }, // checks
	func(h, w float64) float64 { return max(math.Hypot(h, w)-1, 0.8-math.Hypot(h-0.5, w)) },                  // crescent
}

// shapeAmounts are the amounts that are asked of a shape: two colours, size and place.
const shapeAmounts = 9

// shape draws a form of some colour, size, angle and place before a background that grows brighter
// towards one side.
func (s *sheet) shape() []uint8 {
	kind := s.random.IntN(len(forms))
	ink, paper, shade := s.colour(), s.colour(), s.colour()
	size, h0, w0 := s.random.Float64(), s.random.Float64(), s.random.Float64()
	sin, cos := math.Sincos(2 * math.Pi * s.random.Float64())
	s.choice(aboutShape, len(forms), kind)
	for i, v := range []float64{ink[0], ink[1], ink[2], paper[0], paper[1], paper[2], size, h0, w0} {
		s.answer(aboutShape+len(forms)+i, v)
	}
	reach := 0.15 + 0.25*size
	return s.paint(func(h, w float64) [3]float64 {
		back := mix(paper, shade, 0.4*h)
		y, x := (h-0.3-0.4*h0)/reach, (w-0.3-0.4*w0)/reach
		if forms[kind](cos*y-sin*x, sin*y+cos*x) < 0 {
			return ink
		}
		return back
	})
}
