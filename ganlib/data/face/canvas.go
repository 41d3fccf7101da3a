package face

import "math"

// canvas is the picture while it is painted. Its pixels are unrounded, from 0 to 1.
type canvas struct {
	size int
	pix  []rgb
}

// rgb is a colour as a screen mixes it, each part from 0 to 1.
type rgb struct{ r, g, b float64 }

func mix(a, b rgb, t float64) rgb {
	return rgb{lerp(a.r, b.r, t), lerp(a.g, b.g, t), lerp(a.b, b.b, t)}
}

// scaled makes c brighter or, with s < 1, darker.
func (c rgb) scaled(s float64) rgb { return rgb{mul(c.r, s), mul(c.g, s), mul(c.b, s)} }

// times is c under a light of the colour d.
func (c rgb) times(d rgb) rgb { return rgb{mul(c.r, d.r), mul(c.g, d.g), mul(c.b, d.b)} }

var (
	black = rgb{}
	white = rgb{1, 1, 1}
)

// frame is a system of coordinates on the canvas: turned by an angle (cos, sin), enlarged, with its
// origin at (x, y). The canvas reaches from −1 to 1, right and down.
type frame struct {
	x, y, zoom, cos, sin float64
}

// moved is a place on the canvas seen from the frame's origin, with its enlargement, but not
// turned.
func (f frame) moved(x, y float64) (float64, float64) { return (x - f.x) / f.zoom, (y - f.y) / f.zoom }

// out converts a place in the frame to one on the canvas.
func (f frame) out(x, y float64) (float64, float64) {
	return f.x + mul(f.zoom, mul(x, f.cos)-mul(y, f.sin)), f.y + mul(f.zoom, mul(x, f.sin)+mul(y, f.cos))
}

// box is a rectangle in a frame.
type box struct{ left, top, right, bottom float64 }

// around is the box with its middle at (x, y) and the half sides a and b.
func around(x, y, a, b float64) box { return box{x - a, y - b, x + a, y + b} }

// everywhere is larger than any canvas.
var everywhere = box{-9, -9, 9, 9}

// sheet is a canvas with a frame to paint in.
type sheet struct {
	*canvas
	frame
	px float64 // the side of a pixel
}

func (c *canvas) sheet(f frame) sheet { return sheet{c, f, 2 / float64(c.size) / f.zoom} }

// cover is how much of a pixel lies inside an edge, d from its middle, negative inside.
func (s sheet) cover(d float64) float64 { return bounded(0.5-d/s.px, 0, 1) }

// line is how much of a pixel is covered by a line of the half width w, d from its middle. Lines
// thinner than a pixel get paler, not wider.
func (s sheet) line(d, w float64) float64 {
	thick := max(w, s.px/2)
	return mul(s.cover(math.Abs(d)-thick), w/thick)
}

// paint lays a colour over each pixel of a box, as thickly as alpha says, from 0 to 1. paint's
// function is called with the middle of the pixel, in the sheet's frame.
func (s sheet) paint(b box, layer func(x, y float64) (c rgb, alpha float64)) {
	left, top, right, bottom := s.reach(b)
	step := 2 / float64(s.size)
	for row := top; row <= bottom; row++ {
		_, y := s.moved(0, mul(float64(row)+0.5, step)-1)
		ySin, yCos := mul(y, s.sin), mul(y, s.cos) // of turning (x, y), what a row has in common
		pixels := s.pix[at(0, row, s.size):]
		for col := left; col <= right; col++ {
			x, _ := s.moved(mul(float64(col)+0.5, step)-1, 0)
			c, alpha := layer(mul(x, s.cos)+ySin, yCos-mul(x, s.sin))
			if alpha > 0 {
				pixels[col] = mix(pixels[col], c, min(alpha, 1))
			}
		}
	}
}

// reach is the range of pixels that a box may touch.
func (s sheet) reach(b box) (left, top, right, bottom int) {
	x0, y0, x1, y1 := 1.0, 1.0, -1.0, -1.0
	for _, corner := range [4][2]float64{{b.left, b.top}, {b.right, b.top}, {b.left, b.bottom}, {b.right, b.bottom}} {
		x, y := s.out(corner[0], corner[1])
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	pixel := func(v float64) int {
		return int(bounded(mul(v+1, float64(s.size)/2), 0, float64(s.size-1)))
	}
	margin := 1 / float64(s.size)
	return pixel(x0 - margin), pixel(y0 - margin), pixel(x1 + margin), pixel(y1 + margin)
}

// bytes writes the picture, seen in light of a colour, row by row, three bytes a pixel.
func (c *canvas) bytes(light rgb, pix []uint8) {
	for i, p := range c.pix {
		p = p.times(light)
		rest := pix[at(0, i, 3):]
		rest[0], rest[1], rest[2] = level(p.r), level(p.g), level(p.b)
	}
}

func level(v float64) uint8 { return uint8(mul(bounded(v, 0, 1), 255) + 0.5) }
