package face

import "math"

// onHead returns the place of (x, y) in parts of the head's half axes, the way it bends with the
// jaw, so that the outline is the unit circle.
func (p *portrait) onHead(x, y float64) (u, v float64) {
	v = y / p.b
	k := mul(0.20, p.Jaw) - 0.06
	if v < 0 {
		k = 0.04
	}
	return x / mul(p.a, 1+mul(k, sq(v))), v
}

// headEdge is the distance from the outline of the head, negative inside.
func (p *portrait) headEdge(u, v float64) float64 { return ellipse(mul(u, p.a), mul(v, p.b), p.a, p.b) }

// facing is the direction of the head's surface.
func facing(u, v float64) normal {
	return unit(mul(0.95, u), mul(0.85, v), math.Sqrt(max(1-sq(u)-sq(v), 0.03)))
}

func (p *portrait) ears() {
	s := p.head
	for _, side := range [2]float64{-1, 1} {
		x := mul(side, mul(p.a, 0.985)-mul(mul(0.09, side), p.sinTurn))
		y := mul(0.10, p.b) - mul(mul(0.15, p.sinNod), p.b)
		s.paint(around(x, y, 0.1, 0.15), func(px, py float64) (rgb, float64) {
			u, v := (px-x)/0.062, (py-y)/0.115
			u -= mul(mul(0.25, side), -v)
			c := p.shade(p.skin, unit(mul(0.8, side)+mul(0.3, u), mul(0.3, v), 0.5))
			red := rgb{1.0, 0.82, 0.78}
			hollow := blob(u-mul(0.1, side)+mul(0.25, side), v+0.1, 0.62, 0.62)
			c = mix(c.times(red), p.skin.dark.scaled(0.8), mul(0.6, hollow))
			return c, s.cover(mul(0.062, length(u, v)-1))
		})
	}
}

// skull paints the bare head in its light.
func (p *portrait) skull() {
	s := p.head
	s.paint(around(0, 0, p.a+0.1, p.b+0.05), func(x, y float64) (rgb, float64) {
		u, v := p.onHead(x, y)
		alpha := s.cover(p.headEdge(u, v))
		if alpha == 0 {
			return black, 0
		}
		return p.skinAt(u, v), alpha
	})
}

// skinAt is the colour of the bare skin.
func (p *portrait) skinAt(u, v float64) rgb {
	n := facing(u, v)
	c := p.shade(p.skin, n)
	// A little oil gives a soft highlight, halfway between light and eye.
	half := unit(p.light.x, p.light.y, p.light.z+1)
	gloss := max(dot(n, half), 0)
	gloss = sq(sq(sq(sq(gloss))))
	c = mix(c, white, mul(0.13, gloss))
	// The face is not a ball: temples and cheeks below their bones fall back.
	hollow := blob(math.Abs(u)-0.72, v-0.45, 0.35, 0.35)
	return mix(c, p.skin.dark, mul(0.13+mul(0.12, p.Age), hollow))
}

// spot paints a soft stain around a place on the head.
func (p *portrait) spot(x, y, lift, a, b float64, c rgb, strength float64) {
	if strength <= 0 {
		return
	}
	cx, cy, wide := p.place(x, y, lift)
	a = mul(a, wide)
	p.head.paint(around(cx, cy, a, b), func(px, py float64) (rgb, float64) {
		return c, mul(strength, blob(px-cx, py-cy, a, b))
	})
}

// crease paints a thin line with soft ends, from −w to w around a place, bent down by sag in the
// middle.
func (p *portrait) crease(x, y, w, slope, sag, thick, strength float64) {
	cx, cy, wide := p.place(x, y, 0)
	w = mul(w, wide)
	s := p.head
	high := mul(math.Abs(slope), w) + math.Abs(sag) + thick + 0.02
	s.paint(around(cx, cy, w, high), func(px, py float64) (rgb, float64) {
		t := (px - cx) / w
		d := py - cy - mul(slope, px-cx) - mul(sag, 1-sq(t))
		return p.skin.dark.scaled(0.72), mul(mul(strength, bump(t)), s.line(d, thick))
	})
}

// complexion paints what colours the skin: blush, freckles, age.
func (p *portrait) complexion() {
	rosy := p.skin.lit.times(rgb{1, 0.62, 0.60})
	for _, side := range [2]float64{-1, 1} {
		p.spot(mul(0.52, side), 0.36, 0, 0.17, 0.14, rosy, 0.18+mul(0.5, p.Blush))
		p.spot(mul(0.44, side), 0.23, 0, 0.13, 0.07, p.skin.dark, mul(0.35, p.Age))
	}
	p.freckles()
	p.lines()
}

func (p *portrait) freckles() {
	if p.Freckles == 0 {
		return
	}
	c := p.skin.dark.times(rgb{0.86, 0.72, 0.62})
	for k := range int32(90) {
		if chance(k, 11, p.Grain) > p.Freckles {
			continue
		}
		u := mul(1.5, chance(k, 12, p.Grain)) - 0.75
		v := 0.1 + mul(0.42, chance(k, 13, p.Grain))
		if math.Abs(u) < 0.5 && v < 0.14 { // in the eyes
			v += 0.2
		}
		r := lerp(0.006, 0.013, chance(k, 14, p.Grain))
		p.dot(u, v, r, c, 0.6)
	}
}

// dot paints a small round spot on the head.
func (p *portrait) dot(u, v, r float64, c rgb, strength float64) {
	cx, cy, _ := p.place(u, v, 0)
	s := p.head
	s.paint(around(cx, cy, r+s.px, r+s.px), func(x, y float64) (rgb, float64) {
		thick := max(r, s.px/2)
		return c, mul(mul(strength, sq(r/thick)), s.cover(length(x-cx, y-cy)-thick))
	})
}

// lines are those of age, and the folds of a smile.
func (p *portrait) lines() {
	old := smooth(0.2, 1, p.Age)
	fold := max(mul(0.8, old), mul(0.45, p.Smile))
	for _, side := range [2]float64{-1, 1} {
		if fold > 0 {
			p.crease(mul(0.40, side), 0.52, 0.055, mul(1.5, side), 0, 0.009, mul(0.75, fold))
		}
		if old > 0 {
			p.crease(mul(0.45, side), 0.16, 0.09, mul(0.12, side), 0.02, 0.006, mul(0.6, old))
			p.crease(mul(0.82, side), 0.03, 0.04, mul(-0.5, side), 0, 0.006, mul(0.7, old))
			p.crease(mul(0.82, side), 0.09, 0.04, mul(0.35, side), 0, 0.006, mul(0.7, old))
		}
	}
	if old > 0 {
		for _, y := range [2]float64{-0.36, -0.45} {
			p.crease(0, y, 0.2, 0, -0.012, 0.006, mul(0.6, old))
		}
	}
}
