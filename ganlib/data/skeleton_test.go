package data

import (
	"math"
	"strings"
	"testing"
)

// drawing makes a bitmap from lines of text, # being ink, with the empty border a bitmap has.
func drawing(rows ...string) *bitmap {
	w := 0
	for _, row := range rows {
		w = max(w, len(row))
	}
	b := &bitmap{w: w + 4, h: len(rows) + 4}
	b.ink = make([]bool, b.w*b.h)
	for y, row := range rows {
		for x, c := range row {
			b.ink[(y+2)*b.w+x+2] = c == '#'
		}
	}
	return b
}

func (b *bitmap) String() string {
	var s strings.Builder
	for y := 2; y < b.h-2; y++ {
		for x := 2; x < b.w-2; x++ {
			s.WriteByte(map[bool]byte{true: '#', false: '.'}[b.at(x, y)])
		}
		s.WriteByte('\n')
	}
	return s.String()
}

// square64 is a contour around a square, in cells: downwards on the left if anticlockwise.
func square64(x, y, size int, anticlockwise bool) []segment {
	a, b := point{x * cell, y * cell}, point{(x + size) * cell, y * cell}
	c, d := point{(x + size) * cell, (y + size) * cell}, point{x * cell, (y + size) * cell}
	if anticlockwise {
		b, d = d, b
	}
	return []segment{{a, b}, {b, c}, {c, d}, {d, a}}
}

func TestFillWindsNonZero(t *testing.T) {
	for _, c := range []struct {
		name  string
		inner []segment
		want  string
	}{
		{"a hole turns the other way", square64(2, 2, 2, true), "######\n######\n##..##\n##..##\n######\n######\n"},
		{"an overlap turns the same way", square64(2, 2, 2, false), "######\n######\n######\n######\n######\n######\n"},
	} {
		if got := fill(append(square64(0, 0, 6, false), c.inner...)).String(); !strings.HasPrefix(strings.ReplaceAll(got, ".\n", "\n"),
			c.want) {
			t.Errorf("%s:\n%swant\n%s", c.name, got, c.want)
		}
	}
}

func TestCurveKeepsToTheCircle(t *testing.T) {
	const r = 40 * cell
	const handle = r * 5523 / 10000 // the usual cubic approximation of a quarter circle
	var o outliner
	o.pen = point{r, 0}
	o.curve(o.pen, point{r, handle}, point{handle, r}, point{0, r})
	if len(o.segments) != curvePieces {
		t.Fatalf("the curve has %d pieces, want %d", len(o.segments), curvePieces)
	}
	for _, s := range o.segments {
		if d := math.Hypot(float64(s.to.x), float64(s.to.y)); math.Abs(d-r) > cell/10 {
			t.Errorf("%v is %.2f cells from the circle", s.to, (d-r)/cell)
		}
	}
	if o.pen != (point{0, r}) {
		t.Errorf("the curve ends at %v", o.pen)
	}
}

func TestSkeleton(t *testing.T) {
	thick := func(n int, row string) []string {
		rows := make([]string, n)
		for i := range rows {
			rows[i] = row
		}
		return rows
	}
	bar := thick(5, strings.Repeat("#", 30))
	cross := append(append(thick(12, "............#####............"), thick(5, strings.Repeat("#", 29))...),
		thick(12, "............#####............")...)
	ring := append(append(thick(4, strings.Repeat("#", 20)), thick(12, "####............####")...),
		thick(4, strings.Repeat("#", 20))...)
	knee := append(thick(5, strings.Repeat("#", 25)), thick(20, "#####")...)
	for _, c := range []struct {
		name    string
		rows    []string
		strokes int
		length  float64 // of all strokes together, in cells
	}{
		{"a bar is one stroke", bar, 1, 26},
		{"a cross is four", cross, 4, 52},
		{"a ring is one, closed", ring, 1, 60},
		{"a knee has no spur at its corner", knee, 1, 38},
	} {
		strokes := skeleton(drawing(c.rows...))
		sum := 0.0
		for _, s := range strokes {
			for k := 1; k < len(s); k++ {
				sum += math.Hypot(float64(s[k].x-s[k-1].x), float64(s[k].y-s[k-1].y)) / strokeUnit
			}
		}
		long := longStrokes(strokes)
		if long != c.strokes || math.Abs(sum-c.length) > 0.12*c.length {
			t.Errorf("%s: found %d strokes of %.1f cells in all, want %d of about %.0f", c.name, long, sum, c.strokes, c.length)
		}
	}
	for _, s := range skeleton(drawing(bar...)) {
		for _, p := range s {
			if p.y != (2+2)*strokeUnit {
				t.Errorf("the stroke of a bar five cells wide passes at y = %d/%d, want its middle, 4", p.y, strokeUnit)
			}
		}
	}
}

// longStrokes counts the strokes, but for the tiny ones that join others where they cross.
func longStrokes(strokes []stroke) int {
	n := 0
	for _, s := range strokes {
		if len(s) > 2 {
			n++
		}
	}
	return n
}

func TestPenWidth(t *testing.T) {
	for _, width := range []int{5, 9, 14} {
		rows := make([]string, width)
		for i := range rows {
			rows[i] = strings.Repeat("#", 80)
		}
		if got := penWidth(drawing(rows...)); got < width-2 || got > width {
			t.Errorf("the pen of a bar %d cells wide is taken to be %d wide", width, got)
		}
	}
}
