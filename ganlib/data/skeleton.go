package data

// stroke is the path of a pen, in units of 1/16 cell.
type stroke []point

// strokeUnit is the side of a cell in the units of a stroke.
const strokeUnit = 16

// skeleton finds the strokes that a pen of the right width would have drawn the picture with: the
// picture is thinned to lines one cell wide, short spurs are cut off, and the lines are followed
// and smoothed. The picture is used up.
func skeleton(b *bitmap) []stroke {
	width := penWidth(b)
	thin(b)
	for {
		chains := trace(b)
		if !cutSpurs(b, chains, width) {
			return smooth(chains)
		}
	}
}

// penWidth estimates the width of the pen in cells: the area over half the length of the edge.
func penWidth(b *bitmap) int {
	area, edge := 0, 0
	for y := 1; y < b.h-1; y++ {
		for x := 1; x < b.w-1; x++ {
			if !b.at(x, y) {
				continue
			}
			area++
			if !b.at(x-1, y) || !b.at(x+1, y) || !b.at(x, y-1) || !b.at(x, y+1) {
				edge++
			}
		}
	}
	return 2 * area / edge
}

// around lists the eight neighbours, clockwise from the one above.
var around = [8]point{{0, -1}, {1, -1}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}}

// neighbours returns which of the eight cells around are ink, as bits in the order of around, and
// their number.
func (b *bitmap) neighbours(x, y int) (bits uint8, n int) {
	for i, d := range around {
		if b.at(x+d.x, y+d.y) {
			bits |= 1 << i
			n++
		}
	}
	return bits, n
}

// thin peels the ink down to lines of one cell (Zhang and Suen 1984, "A fast parallel algorithm for
// thinning digital patterns"), and then removes the corners of stairs, so that a line has two
// neighbours everywhere but at its ends.
func thin(b *bitmap) {
	const n, e, s, w = 1 << 0, 1 << 2, 1 << 4, 1 << 6
	for again := true; again; {
		southEast := peel(b, n|e|s, e|s|w)
		northWest := peel(b, n|e|w, n|s|w)
		again = southEast || northWest
	}
	for y := 1; y < b.h-1; y++ {
		for x := 1; x < b.w-1; x++ {
			if b.at(x, y) && b.isStair(x, y) {
				b.ink[y*b.w+x] = false
			}
		}
	}
}

// peel removes, all at once, the cells of the edge that are not needed to keep the ink in one piece
// and of which not all of the neighbours in a, nor all of those in c, are ink. It reports whether
// there were any.
func peel(b *bitmap, a, c uint8) bool {
	var gone []int
	for y := 1; y < b.h-1; y++ {
		for x := 1; x < b.w-1; x++ {
			if !b.at(x, y) {
				continue
			}
			bits, n := b.neighbours(x, y)
			if n >= 2 && n <= 6 && runs(bits) == 1 && bits&a != a && bits&c != c {
				gone = append(gone, y*b.w+x)
			}
		}
	}
	for _, i := range gone {
		b.ink[i] = false
	}
	return len(gone) > 0
}

// runs counts the groups of neighbouring ink around a cell.
func runs(bits uint8) int {
	n := 0
	for i := range 8 {
		if bits&(1<<i) == 0 && bits&(1<<((i+1)%8)) != 0 {
			n++
		}
	}
	return n
}

// isStair tells whether the cell joins two neighbours at a right angle that hang together without
// it.
func (b *bitmap) isStair(x, y int) bool {
	bits, _ := b.neighbours(x, y)
	corner := false
	parts := 0 // of the ink around; cells that touch at a corner hang together
	for i := 0; i < 8; i += 2 {
		here, diagonal, next := bits&(1<<i) != 0, bits&(1<<(i+1)) != 0, bits&(1<<((i+2)%8)) != 0
		corner = corner || here && next
		if !here && (diagonal || next) {
			parts++
		}
	}
	return corner && parts == 1
}

// trace follows the lines of a thinned picture from each end or fork to the next, and then the
// rings that are left.
func trace(b *bitmap) [][]point {
	t := tracer{bitmap: b, done: make([]bool, len(b.ink))}
	t.each(func(p point) {
		if t.isNode(p) {
			t.from(p)
		}
	})
	t.each(func(p point) {
		if !t.isNode(p) && !t.done[p.y*b.w+p.x] {
			t.from(p)
		}
	})
	return t.chains
}

type tracer struct {
	*bitmap
	done   []bool // cells inside of chains already followed
	chains [][]point
}

func (t *tracer) each(visit func(p point)) {
	for y := 1; y < t.h-1; y++ {
		for x := 1; x < t.w-1; x++ {
			if t.at(x, y) {
				visit(point{x, y})
			}
		}
	}
}

// isNode tells whether a line ends or forks here.
func (t *tracer) isNode(p point) bool {
	_, n := t.neighbours(p.x, p.y)
	return n != 2
}

// from follows every line that starts at p.
func (t *tracer) from(start point) {
	for _, d := range around {
		p := point{start.x + d.x, start.y + d.y}
		if !t.at(p.x, p.y) || t.done[p.y*t.w+p.x] {
			continue
		}
		if t.isNode(p) && (p.y < start.y || p.y == start.y && p.x < start.x) {
			continue // the other end has this one already
		}
		t.chains = append(t.chains, t.follow(start, p))
	}
}

// follow walks from start over p to the next node, or round the ring back to start.
func (t *tracer) follow(start, p point) []point {
	chain := []point{start, p}
	for !t.isNode(p) && p != start {
		t.done[p.y*t.w+p.x] = true
		p = t.after(chain[len(chain)-2], p)
		chain = append(chain, p)
	}
	return chain
}

// after is the neighbour of p, a cell with two of them, that the line did not come from.
func (t *tracer) after(last, p point) point {
	for _, d := range around {
		if next := (point{p.x + d.x, p.y + d.y}); t.at(next.x, next.y) && next != last {
			return next
		}
	}
	return last
}

// cutSpurs removes the lines shorter than the pen is wide that start at a fork and just end:
// thinning leaves them where the picture has a corner. It reports whether there were any.
func cutSpurs(b *bitmap, chains [][]point, width int) bool {
	cut := false
	for _, chain := range chains {
		first, last := chain[0], chain[len(chain)-1]
		_, n := b.neighbours(first.x, first.y)
		_, m := b.neighbours(last.x, last.y)
		if len(chain) > width || min(n, m) != 1 || max(n, m) < 3 {
			continue
		}
		for _, p := range chain {
			if _, n := b.neighbours(p.x, p.y); n < 3 {
				b.ink[p.y*b.w+p.x] = false
				cut = true
			}
		}
	}
	return cut
}

// smooth turns chains of cells into strokes: each is averaged along itself, its ends kept, and
// every fourth point stays.
func smooth(chains [][]point) []stroke {
	strokes := make([]stroke, len(chains))
	for i, chain := range chains {
		s := make(stroke, len(chain))
		for k, p := range chain {
			s[k] = point{p.x * strokeUnit, p.y * strokeUnit}
		}
		for range 6 {
			s = s.averaged()
		}
		strokes[i] = s.every(4)
	}
	return strokes
}

// averaged replaces each point but the ends by a mean of itself and its neighbours.
func (s stroke) averaged() stroke {
	out := make(stroke, len(s))
	copy(out, s)
	for k := 1; k < len(s)-1; k++ {
		out[k] = point{(s[k-1].x + 2*s[k].x + s[k+1].x) / 4, (s[k-1].y + 2*s[k].y + s[k+1].y) / 4}
	}
	return out
}

// every keeps the first of each n points, and the last of all.
func (s stroke) every(n int) stroke {
	var out stroke
	for k := 0; k < len(s)-1; k += n {
		out = append(out, s[k])
	}
	return append(out, s[len(s)-1])
}
