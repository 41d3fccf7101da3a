package data

import (
	"fmt"
	"slices"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// segment is one straight piece of an outline.
type segment struct{ from, to point }

// emCells is the size of a font's em in cells of the bitmap that an outline is filled into. A digit
// is about two thirds of an em tall, and the pen of the fonts used here about a tenth wide.
const emCells = 96

// cell is the side of a cell in the units of an outline, which are those of package fixed.
const cell = 64

// curvePieces is the number of straight pieces a curve is cut into. The longest curves, a quarter
// of an "O", are some 50 cells long, so the pieces are off by less than a tenth of a cell.
const curvePieces = 12

// outline returns the closed contours of a font's letter, cut into straight pieces.
func outline(f *sfnt.Font, letter rune) ([]segment, error) {
	var buf sfnt.Buffer
	glyph, err := f.GlyphIndex(&buf, letter)
	if err != nil {
		return nil, err
	}
	if glyph == 0 {
		return nil, fmt.Errorf("it has no letter %q", letter)
	}
	pieces, err := f.LoadGlyph(&buf, glyph, fixed.I(emCells), nil)
	if err != nil {
		return nil, err
	}
	var o outliner
	for _, piece := range pieces {
		o.add(piece)
	}
	o.lineTo(o.start)
	return o.segments, nil
}

type outliner struct {
	segments   []segment
	start, pen point
}

func (o *outliner) add(s sfnt.Segment) {
	var p [3]point
	for i, arg := range s.Args {
		p[i] = point{int(arg.X), int(arg.Y)}
	}
	switch s.Op {
	case sfnt.SegmentOpMoveTo:
		o.lineTo(o.start)
		o.start, o.pen = p[0], p[0]
	case sfnt.SegmentOpLineTo:
		o.lineTo(p[0])
	case sfnt.SegmentOpQuadTo:
		o.curve(o.pen, p[0], p[1])
	case sfnt.SegmentOpCubeTo:
		o.curve(o.pen, p[0], p[1], p[2])
	}
}

func (o *outliner) lineTo(p point) {
	if p != o.pen {
		o.segments = append(o.segments, segment{o.pen, p})
	}
	o.pen = p
}

// curve follows the Bézier curve of the control points.
func (o *outliner) curve(control ...point) {
	for k := 1; k <= curvePieces; k++ {
		o.lineTo(bezier(control, k))
	}
}

// bezier is de Casteljau's construction at t = k/curvePieces, with the divisions left to the end.
func bezier(control []point, k int) point {
	c := slices.Clone(control)
	scale := 1
	for len(c) > 1 {
		for i := range len(c) - 1 {
			c[i] = point{
				(curvePieces-k)*c[i].x + k*c[i+1].x,
				(curvePieces-k)*c[i].y + k*c[i+1].y,
			}
		}
		c = c[:len(c)-1]
		scale *= curvePieces
	}
	return point{c[0].x / scale, c[0].y / scale}
}

// bitmap is a black and white picture of cells with an empty border.
type bitmap struct {
	w, h int
	ink  []bool
}

func (b *bitmap) at(x, y int) bool { return b.ink[y*b.w+x] }

// fill marks the cells whose centre lies inside the outline by the non-zero winding rule.
func fill(outline []segment) *bitmap {
	extent := box{outline[0].from, outline[0].from}
	for _, s := range outline {
		extent.add(s.from)
	}
	const border = 2
	left, top := floorDiv(extent.low.x, cell)-border, floorDiv(extent.low.y, cell)-border
	right, bottom := floorDiv(extent.high.x, cell)+border, floorDiv(extent.high.y, cell)+border
	b := &bitmap{w: right - left + 1, h: bottom - top + 1}
	b.ink = make([]bool, b.w*b.h)
	for y := range b.h {
		fillRow(b.ink[y*b.w:(y+1)*b.w], crossings(outline, (top+y)*cell+cell/2), left)
	}
	return b
}

// crossing is where a contour crosses a horizontal line: downwards +1, upwards −1.
type crossing struct{ x, winding int }

func crossings(outline []segment, y int) []crossing {
	var c []crossing
	for _, s := range outline {
		winding := 1
		if s.from.y > s.to.y {
			s.from, s.to, winding = s.to, s.from, -1
		}
		if s.from.y <= y && y < s.to.y {
			x := s.from.x + floorDiv((s.to.x-s.from.x)*(y-s.from.y), s.to.y-s.from.y)
			c = append(c, crossing{x, winding})
		}
	}
	slices.SortFunc(c, func(a, b crossing) int { return a.x - b.x })
	return c
}

// fillRow marks the cells of a row; the first cell begins at x = left·cell.
func fillRow(row []bool, c []crossing, left int) {
	winding := 0
	for x := range row {
		centre := (left+x)*cell + cell/2
		for len(c) > 0 && c[0].x <= centre {
			winding += c[0].winding
			c = c[1:]
		}
		row[x] = winding != 0
	}
}
