package face

import "math"

// Go may compute x*y + z with one rounding on processors that can, and a seed would then mean other
// faces there. An explicit conversion forbids it. So products are formed in this file only, each
// converted; a test watches over that. Sums, quotients and square roots are the same everywhere by
// IEEE 754. (A quotient by a power of two may be compiled into a product and fused, but that
// product is exact.)

// mul is a·b, rounded.
func mul(a, b float64) float64 { return float64(a * b) }

// sq is x².
func sq(x float64) float64 { return float64(x * x) }

// lerp goes from a at t = 0 to b at t = 1.
func lerp(a, b, t float64) float64 { return a + float64((b-a)*t) }

// length is √(x² + y²).
func length(x, y float64) float64 { return math.Sqrt(float64(x*x) + float64(y*y)) }

// dot is the inner product of two directions.
func dot(a, b normal) float64 {
	return float64(a.x*b.x) + float64(a.y*b.y) + float64(a.z*b.z)
}

// unit is the direction of (x, y, z), which is not 0.
func unit(x, y, z float64) normal {
	n := math.Sqrt(float64(x*x) + float64(y*y) + float64(z*z))
	return normal{x / n, y / n, z / n}
}

// bounded is x, or the bound it lies beyond; low if x is not a number.
func bounded(x, low, high float64) float64 {
	switch {
	case !(x > low):
		return low
	case x > high:
		return high
	default:
		return x
	}
}

// smooth rises from 0 at low to 1 at high, without a corner.
func smooth(low, high, x float64) float64 {
	t := bounded((x-low)/(high-low), 0, 1)
	return float64(float64(t*t) * (3 - float64(2*t)))
}

// bump is 1 at x = 0 and falls smoothly to 0 at |x| = 1.
func bump(x float64) float64 {
	t := max(1-float64(x*x), 0)
	return float64(t * t)
}

// blob is bump in two dimensions, with the half axes a and b.
func blob(x, y, a, b float64) float64 {
	t := max(1-sq(x/a)-sq(y/b), 0)
	return float64(t * t)
}

// wave is like a sine of period 1.
func wave(t float64) float64 {
	t -= math.Floor(t)
	if t < 0.5 {
		return float64(float64(16*t) * (0.5 - t))
	}
	return -float64(float64(16*(t-0.5)) * (1 - t))
}

// ellipse is the distance of (x, y) to the ellipse with the half axes a and b, negative inside;
// exact to first order.
func ellipse(x, y, a, b float64) float64 {
	u, v := x/a, y/b
	r := length(u, v)
	slope := length(u/a, v/b)
	if slope == 0 {
		return -min(a, b)
	}
	return float64(r*(r-1)) / slope
}

// roundedBox is the distance of (x, y) to a rectangle with the half sides a and b and corners of
// radius r, negative inside.
func roundedBox(x, y, a, b, r float64) float64 {
	dx, dy := math.Abs(x)-a+r, math.Abs(y)-b+r
	return length(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - r
}

// hash mixes the corner (x, y) of a lattice into 32 random bits.
func hash(x, y int32, seed uint32) uint32 {
	h := uint32(x)*0x85ebca6b ^ uint32(y)*0xc2b2ae35 ^ seed*0x27d4eb2f
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	h *= 0x297a2d39
	return h ^ h>>15
}

// chance is the hash as a number in [0, 1).
func chance(x, y int32, seed uint32) float64 { return float64(hash(x, y, seed)>>8) / (1 << 24) }

// noise is smooth and random, from −1 to 1, with details of size 1.
func noise(x, y float64, seed uint32) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j := int32(fx), int32(fy)
	tx, ty := smooth(0, 1, x-fx), smooth(0, 1, y-fy)
	top := lerp(chance(i, j, seed), chance(i+1, j, seed), tx)
	bottom := lerp(chance(i, j+1, seed), chance(i+1, j+1, seed), tx)
	return float64(2*lerp(top, bottom, ty)) - 1
}

// ripple is noise in one dimension.
func ripple(x float64, seed uint32) float64 {
	fx := math.Floor(x)
	i := int32(fx)
	return float64(2*lerp(chance(i, 0, seed), chance(i+1, 0, seed), smooth(0, 1, x-fx))) - 1
}

// area is the number of pixels in a square.
func area(size int) int { return size * size }

// at is the place of (x, y) in rows of width.
func at(x, y, width int) int { return y*width + x }
