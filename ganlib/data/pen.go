package data

// sub is the number of units of length in a pixel.
const sub = 256

// dot is the pen set down in one place.
type dot struct {
	point
	radius int
}

// line is what the pen draws between its dots.
type line []dot

// canvas is the sheet the pen draws on, larger than a digit so that the digit can be moved into
// place afterwards. The origin of the lines is its middle, and their unit 1/sub pixel.
type canvas [canvasSide][canvasSide]uint8

const canvasSide = 40

// draw inks a line. Where it crosses itself or another the ink stays the same.
func (c *canvas) draw(l line) {
	for k := 1; k < len(l); k++ {
		c.segment(l[k-1], l[k])
	}
}

// segment inks the pixels near the straight way from a to b. A pixel is as bright as the pen covers
// it, taking the pen's edge as straight: from one to none as the distance of its centre grows from
// half a pixel inside the edge to half a pixel outside.
func (c *canvas) segment(a, b dot) {
	reach := max(a.radius, b.radius) + sub/2
	for y := row(min(a.y, b.y) - reach); y <= row(max(a.y, b.y)+reach); y++ {
		for x := row(min(a.x, b.x) - reach); x <= row(max(a.x, b.x)+reach); x++ {
			distance, radius := nearest(point{centre(x), centre(y)}, a, b)
			ink := min(max(radius+sub/2-distance, 0), sub) * 255 / sub
			c[y][x] = max(c[y][x], uint8(ink))
		}
	}
}

// row is the row (or column) of the canvas that holds the coordinate v.
func row(v int) int { return min(max((v+canvasSide/2*sub)/sub, 0), canvasSide-1) }

// centre is the coordinate of the middle of a row.
func centre(row int) int { return (row-canvasSide/2)*sub + sub/2 }

// nearest returns the distance from p to the way from a to b, and the pen's radius at the nearest
// place.
func nearest(p point, a, b dot) (distance, radius int) {
	dx, dy := b.x-a.x, b.y-a.y
	square := dx*dx + dy*dy
	along := min(max((p.x-a.x)*dx+(p.y-a.y)*dy, 0), square)
	q := a
	if square > 0 {
		q = dot{point{a.x + dx*along/square, a.y + dy*along/square}, a.radius + (b.radius-a.radius)*along/square}
	}
	return length(p.x-q.x, p.y-q.y), q.radius
}

// centred cuts out the part of the canvas whose middle is the centre of mass of the ink, to the
// nearest pixel, as MNIST does, unless that would cut off ink.
func (c *canvas) centred() *picture {
	var mass, x, y int
	for i := range c {
		for j, ink := range c[i] {
			mass += int(ink)
			x += int(ink) * j
			y += int(ink) * i
		}
	}
	left, top := corner(x, mass), corner(y, mass)
	p := new(picture)
	for i := range side {
		copy(p[i*side:(i+1)*side], c[top+i][left:])
	}
	return p
}

// corner is where a window of side pixels with its middle at moment/mass begins; at most slack
// pixels from where it would have the middle of the canvas in its own.
func corner(moment, mass int) int {
	const middle, slack = (canvasSide - side) / 2, (side - 20) / 2
	nearest := (2*moment+mass)/(2*mass) - side/2
	return min(max(nearest, middle-slack), middle+slack)
}
