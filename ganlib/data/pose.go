package data

// A letter in its square has coordinates from −unit to unit. All products in this file fit into 32
// bits, so that an int of any size gives the same digits.
const unit = 1 << 12

// pose is how one digit is written: all that differs from one to the next but the letter that the
// pen follows.
type pose struct {
	rounding int      // how often the strokes are averaged along themselves, which rounds their corners
	middle   point    // how far the middle of the square is moved, its edges staying where they are
	taper    int      // how much wider the bottom is than the top
	warp     [2]field // moves each point along x and y
	matrix   [4]int   // then x, y become m₀x + m₁y, m₂x + m₃y, in units of 1/unit
	size     int      // of the longer side of the finished digit, in 1/sub pixel
	radius   int      // of the pen, in 1/sub pixel
	press    field    // changes it from place to place, in units of 1/unit
}

// thinnest is the radius of the thinnest pen.
const thinnest = sub * 8 / 10

// loops is how far people make the loop of a digit smaller than type designers do: they move its
// middle down for a 6, up for a 9.
var loops = [10]int{6: unit / 5, 9: -unit / 5}

// newPose draws a pose. The ranges were set so that slant, proportions and amount of ink of the
// digits spread as those of MNIST do, and so that a person still reads each digit.
func newPose(r draw, digit int) pose {
	p := pose{
		rounding: r.below(6),
		middle:   point{r.around(unit * 4 / 10), r.around(unit*5/10) + loops[digit]},
		taper:    r.around(unit * 3 / 10),
		warp:     [2]field{newField(r, unit*45/100), newField(r, unit*45/100)},
		size:     r.between(19*sub, 20*sub),
		radius:   max(thinnest, sub*13/10+r.around(sub*9/10)),
		press:    newField(r, unit/2),
	}
	slant := unit/10 + r.around(unit*68/100)
	aspect := unit*110/100 + r.around(unit*55/100)
	p.matrix = matrix(r.around(unit*12/100), slant, aspect)
	return p
}

// matrix stretches x by aspect, slants to the right by slant, and then turns by 2·arctan(t); all
// are in units of 1/unit. The rational parametrisation of the circle, cos = 1 − 2t²/(1+t²) and sin
// = 2t/(1+t²), needs no trigonometry.
func matrix(t, slant, aspect int) [4]int {
	d := unit + t*t/unit
	cos, sin := unit-2*t*t/d, 2*t*unit/d
	return [4]int{
		cos * aspect / unit, -sin - cos*slant/unit,
		sin * aspect / unit, cos - sin*slant/unit,
	}
}

// move takes a point of the letter's square to where this pose has it.
func (p *pose) move(q point) point {
	q = point{
		q.x + p.middle.x*(unit-q.x*q.x/unit)/unit + p.taper*q.x/unit*q.y/unit,
		q.y + p.middle.y*(unit-q.y*q.y/unit)/unit,
	}
	q = point{q.x + p.warp[0].at(q), q.y + p.warp[1].at(q)}
	m := p.matrix
	return point{(m[0]*q.x + m[1]*q.y) / unit, (m[2]*q.x + m[3]*q.y) / unit}
}

// write places the strokes of a letter, and the pen's width along them, around the origin, in 1/sub
// pixel.
func (p *pose) write(letter []stroke) []line {
	centre, half := square(letter)
	lines := make([]line, len(letter))
	for i, s := range letter {
		for range p.rounding {
			s = s.averaged()
		}
		lines[i] = make(line, len(s))
		for k, q := range s {
			q = point{(q.x - centre.x) * unit / half, (q.y - centre.y) * unit / half}
			lines[i][k] = dot{p.move(q), unit + p.press.at(q)}
		}
	}
	p.fit(lines)
	return lines
}

// fit scales lines so that the longer side of what the pen draws is p.size, centres them, and sets
// the pen's width. The pen is no wider than a quarter of the shorter side, so that loops stay open,
// unless the digit is little more than a line.
func (p *pose) fit(lines []line) {
	b := box{lines[0][0].point, lines[0][0].point}
	for _, l := range lines {
		for _, d := range l {
			b.add(d.point)
		}
	}
	longer, shorter := b.sides()
	radius := p.radius
	if 4*shorter > longer {
		radius = min(radius, max(shorter*p.size/longer/8, thinnest))
	}
	room := p.size - 2*radius
	for _, l := range lines {
		for k, d := range l {
			l[k] = dot{
				point{
					(2*d.x - b.low.x - b.high.x) * room / (2 * longer),
					(2*d.y - b.low.y - b.high.y) * room / (2 * longer),
				},
				radius * d.radius / unit,
			}
		}
	}
}

// square returns the middle of a letter and half of its longer side.
func square(letter []stroke) (centre point, half int) {
	b := box{letter[0][0], letter[0][0]}
	for _, s := range letter {
		for _, q := range s {
			b.add(q)
		}
	}
	longer, _ := b.sides()
	return point{(b.low.x + b.high.x) / 2, (b.low.y + b.high.y) / 2}, longer / 2
}

// field is a smooth function on the letter's square: a quadratic B-spline over two by two patches.
type field [4][4]int

func newField(r draw, limit int) field {
	var f field
	for i := range f {
		for j := range f[i] {
			f[i][j] = r.around(limit)
		}
	}
	return f
}

// at is the value at a point of the square; outside it is that of the nearest point.
func (f *field) at(p point) int {
	i, wx := weights(p.x)
	j, wy := weights(p.y)
	sum := 0
	for a := range 3 {
		row := f[i+a][j : j+3]
		sum += wx[a] * ((row[0]*wy[0] + row[1]*wy[1] + row[2]*wy[2]) / weightsSum)
	}
	return sum / weightsSum
}

const weightsSum = 2 * 64 * 64

// weights returns the first of the three coefficients that count at x, and their weights, which add
// up to weightsSum.
func weights(x int) (first int, w [3]int) {
	x = min(max(x, -unit), unit-1) + unit
	first = x / unit
	t := x % unit / (unit / 64)
	return first, [3]int{(64 - t) * (64 - t), 64*64 + 2*t*(64-t), t * t}
}
