package data

import "math"

// point is a place in the plane in fixed point; the unit is said where it is used. y points down.
type point struct{ x, y int }

// box is an upright rectangle from its least to its greatest coordinates.
type box struct{ low, high point }

// add widens the box so that it holds p.
func (b *box) add(p point) {
	b.low = point{min(b.low.x, p.x), min(b.low.y, p.y)}
	b.high = point{max(b.high.x, p.x), max(b.high.y, p.y)}
}

func (b *box) sides() (longer, shorter int) {
	width, height := b.high.x-b.low.x, b.high.y-b.low.y
	return max(width, height), min(width, height)
}

// length is √(x²+y²), rounded down. IEEE 754 demands that a square root be the exact one, correctly
// rounded, so this floating-point operation, the only one that reaches a pixel of a digit, gives
// the same on every machine.
func length(x, y int) int { return int(math.Sqrt(float64(x*x + y*y))) }

// floorDiv is ⌊a/b⌋ for b > 0.
func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
