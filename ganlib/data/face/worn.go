package face

import "math"

var gold = rgb{0.92, 0.74, 0.32}

func (p *portrait) earring(side float64) {
	if p.Earrings == NoEarrings || p.Hat == Headscarf {
		return
	}
	// Hidden behind the cheek when the head is turned away.
	if mul(side, p.sinTurn) > 0.16 {
		return
	}
	s := p.head
	x := mul(side, p.a-mul(mul(0.09, side), p.sinTurn))
	y := mul(0.10, p.b) - mul(mul(0.15, p.sinNod), p.b) + 0.105
	metal := gold
	if p.WornBright > 0.5 {
		metal = rgb{0.86, 0.88, 0.92}
	}
	stone := hue(p.WornHue+0.5, 0.5, 0.9)
	shiny := func(c rgb, u, v float64) rgb {
		return mix(c.scaled(0.75), mix(c, white, 0.75), blob(u-mul(0.3, p.light.x), v+0.35, 0.9, 0.9))
	}
	switch p.Earrings {
	case Studs:
		s.paint(around(x, y, 0.04, 0.04), func(px, py float64) (rgb, float64) {
			return shiny(metal, (px-x)/0.024, (py-y)/0.024), s.cover(length(px-x, py-y) - 0.024)
		})
	case Hoops:
		s.paint(around(x, y+0.06, 0.1, 0.1), func(px, py float64) (rgb, float64) {
			d := length(px-x, py-y-0.06) - 0.058
			return shiny(metal, (px-x)/0.06, (py-y-0.06)/0.06), s.line(d, 0.010)
		})
	case Drops:
		s.paint(around(x, y+0.06, 0.06, 0.12), func(px, py float64) (rgb, float64) {
			return shiny(metal, 0, 0), mul(s.line(px-x, 0.006), s.cover(math.Abs(py-y-0.03)-0.035))
		})
		s.paint(around(x, y+0.10, 0.06, 0.08), func(px, py float64) (rgb, float64) {
			return shiny(stone, (px-x)/0.03, (py-y-0.10)/0.045), s.cover(ellipse(px-x, py-y-0.10, 0.030, 0.046))
		})
	}
}

func (p *portrait) glasses() {
	if p.Glasses == NoGlasses {
		return
	}
	s := p.head
	frame := p.tone(mix(rgb{0.10, 0.09, 0.10}, hue(p.WornHue+0.3, 0.4, 0.6), mul(0.75, chance(3, 21, p.Grain))), rgb{0.6, 0.6, 0.6})
	left, right := p.eyeShape(-1), p.eyeShape(1)
	thick := 0.011
	if p.Glasses != RoundGlasses {
		thick = 0.014
	}
	y := left.y + 0.012
	for _, e := range [2]eyeShape{left, right} {
		wide := e.w / mul(0.110, 1+mul(0.17, p.EyeSize))
		x := e.x + mul(mul(0.006, e.side), wide)
		lens := p.lens(wide)
		s.paint(around(x, y, 0.19, 0.17), func(px, py float64) (rgb, float64) {
			d := lens(px-x, py-y)
			rim := s.line(d, thick)
			glass := s.cover(d)
			c, alpha := p.glass(px-x, py-y)
			alpha = mul(alpha, glass)
			rimColor := mix(frame.dark, frame.lit, smooth(0.1, -0.1, py-y))
			if rim == 0 {
				return c, alpha
			}
			return mix(c, rimColor, rim), max(rim, alpha)
		})
		// The bar to the ear.
		ear := mul(mul(e.side, p.a), 0.98)
		from := x + mul(mul(0.135, wide), e.side)
		if mul(e.side, ear-from) > 0 {
			s.paint(box{min(from, ear), y - 0.08, max(from, ear), y + 0.03}, func(px, py float64) (rgb, float64) {
				return frame.dark, s.line(py-y+0.035-mul(0.02, math.Abs(px-from)), mul(0.8, thick))
			})
		}
	}
	bridge := box{left.x + 0.09, y - 0.09, right.x - 0.09, y + 0.05}
	middle, half := (left.x+right.x)/2, (right.x-left.x)/2-0.125
	if half > 0 {
		s.paint(bridge, func(px, py float64) (rgb, float64) {
			t := (px - middle) / max(half, 0.01)
			if math.Abs(t) > 1.1 {
				return black, 0
			}
			return frame.lit, s.line(py-y+0.03-mul(0.018, sq(t)), mul(0.9, thick))
		})
	}
}

// lens is the distance from the edge of a lens, as wide as it is seen.
func (p *portrait) lens(wide float64) func(x, y float64) float64 {
	switch p.Glasses {
	case RoundGlasses:
		return func(x, y float64) float64 { return ellipse(x, y, mul(0.132, wide), 0.132) }
	case SquareGlasses:
		return func(x, y float64) float64 { return roundedBox(x, y, mul(0.138, wide), 0.100, 0.045) }
	default:
		return func(x, y float64) float64 {
			return roundedBox(x, y-0.005, mul(0.145, wide)-mul(0.25, max(y, 0)), 0.112, 0.075)
		}
	}
}

// glass is the colour and the strength of a lens: a reflection, or dark.
func (p *portrait) glass(x, y float64) (rgb, float64) {
	streak := bump((x + mul(0.6, y) - mul(0.05, p.light.x)) / 0.07)
	if p.Glasses != Sunglasses {
		return white, 0.05 + mul(0.16, streak)
	}
	c := mix(rgb{0.06, 0.06, 0.08}, mix(rgb{0.30, 0.24, 0.22}, hue(p.WornHue+0.2, 0.4, 0.6), 0.35), smooth(-0.08, 0.12, y))
	return mix(c, white, mul(0.22, streak)), 0.93
}

func (p *portrait) hat() {
	switch p.Hat {
	case Beanie:
		p.dome(p.worn(0), -0.40, 0.035, true)
		p.cuff()
	case Cap:
		p.dome(p.worn(0), -0.50, 0.025, false)
		p.visor()
	case SunHat:
		p.brim()
		p.dome(p.worn(0), -0.53, 0.03, false)
		p.ribbon(-0.53, 0.10, p.worn(0.5))
	case Headscarf:
		p.scarf()
	case Headband:
		if p.HairForm != Bald {
			p.ribbon(-0.62, 0.065, p.worn(0))
		}
	}
}

// hatSize is the hat's half axes: it goes over the hair.
func (p *portrait) hatSize(extra float64) (x, a, b float64) {
	m := p.mane()
	room := bounded(m.a-p.a, 0, 0.06)
	if p.HairForm == Bald {
		room = 0
	}
	return mul(0.5, m.x), p.a + extra + room, p.b + extra + 0.02 + room
}

// rimY is the height of the lower edge of a hat, at a part of the head's height; it is nearer in
// the middle.
func (p *portrait) rimY(v, u float64) float64 {
	return mul(p.b, v) + mul(mul(0.5, p.b), p.sinNod) + mul(0.05+mul(0.12, p.sinNod), 1-sq(bounded(u, -1, 1))) - 0.03
}

// dome paints the part of a hat that covers the head, down to v.
func (p *portrait) dome(t tone, v, extra float64, knitted bool) {
	x0, a, b := p.hatSize(extra)
	s := p.head
	s.paint(box{x0 - a, -b - 0.05, x0 + a, mul(v, p.b) + 0.2}, func(x, y float64) (rgb, float64) {
		u, w := (x-x0)/a, y/b
		alpha := s.cover(max(ellipse(x-x0, y, a, b), y-p.rimY(v, u)))
		if alpha == 0 {
			return black, 0
		}
		c := p.shade(t, unit(u, mul(0.9, w), math.Sqrt(max(1-sq(u)-sq(w), 0.05))))
		if knitted {
			rib := wave(mul(7, u/(0.35+math.Sqrt(max(1-sq(w), 0)))))
			c = c.scaled(1 + mul(mul(0.10, s.detail(0.06)), rib))
		} else {
			seam := math.Abs(x - x0 - mul(mul(0.5, p.a), p.sinTurn))
			c = c.scaled(1 - mul(0.15, bump(seam/0.015)))
		}
		return c, alpha
	})
	p.shadowBelow(v, x0, a)
}

// shadowBelow darkens the forehead under a hat.
func (p *portrait) shadowBelow(v, x0, a float64) {
	s := p.head
	y := mul(p.b, v)
	s.paint(box{x0 - a, y - 0.05, x0 + a, y + 0.3}, func(px, py float64) (rgb, float64) {
		u, w := p.onHead(px, py)
		d := py - p.rimY(v, (px-x0)/a)
		if d < 0 {
			return black, 0
		}
		return p.skin.dark.scaled(0.55), mul(mul(0.55, bump(d/0.10)), s.cover(p.headEdge(u, w)))
	})
}

// cuff is the folded edge of a beanie, with a bobble above.
func (p *portrait) cuff() {
	x0, a, b := p.hatSize(0.05)
	s := p.head
	t := p.worn(0.08)
	s.paint(box{x0 - a - 0.02, mul(-0.8, p.b), x0 + a + 0.02, mul(-0.1, p.b)}, func(x, y float64) (rgb, float64) {
		u := (x - x0) / a
		rim := p.rimY(-0.40, u) + 0.01
		mid := rim - 0.075
		d := max(math.Abs(y-mid)-0.075, math.Abs(x-x0)-mul(a, 0.97))
		c := p.shade(t, unit(u, -0.1+mul(4, y-mid), math.Sqrt(max(1-sq(u), 0.05))))
		rib := wave(mul(9, mul(u, 1+mul(0.35, sq(u)))))
		return c.scaled(1 + mul(mul(0.14, s.detail(0.045)), rib)), s.cover(d)
	})
	if chance(1, 31, p.Grain) < 0.6 {
		y := -b - 0.03
		r := 0.11
		ball := p.tone(mix(t.lit, white, 0.55), rgb{0.6, 0.6, 0.66})
		s.paint(around(x0, y, r+0.03, r+0.03), func(px, py float64) (rgb, float64) {
			u, v := (px-x0)/r, (py-y)/r
			fluff := noise(mul(16, px), mul(16, py), p.Grain)
			c := p.shade(ball, unit(u, v, math.Sqrt(max(1.1-sq(u)-sq(v), 0.1))))
			return c.scaled(1 + mul(0.10, fluff)), s.cover(length(px-x0, py-y) - r + mul(0.022, fluff))
		})
	}
}

// visor is the peak of a cap.
func (p *portrait) visor() {
	s := p.head
	x := mul(mul(1.05, p.a), p.sinTurn)
	y := p.rimY(-0.50, 0) - 0.005
	a, b := mul(0.98, p.a), 0.125+mul(0.15, p.sinNod)
	t := p.worn(0)
	s.paint(around(x, y, a+0.1, b+0.2), func(px, py float64) (rgb, float64) {
		u := (px - x) / a
		d := ellipse(px-x, py-y+0.02-mul(0.05, sq(u)), a, b)
		c := p.shade(t, unit(mul(0.6, u), mul(3.5, py-y)-0.55, 0.6)).scaled(0.82)
		c = mix(c, t.dark.scaled(0.6), smooth(-0.02, 0.0, d))
		return c, s.cover(d)
	})
	s.paint(box{x - a, y + 0.05, x + a, y + 0.3}, func(px, py float64) (rgb, float64) {
		u, v := p.onHead(px, py)
		return p.skin.dark.scaled(0.5), mul(mul(0.5, blob(px-x, py-y-b, a, 0.13)),
			mul(s.cover(p.headEdge(u, v)), smooth(0, 0.02, py-y-b+mul(0.12, sq((px-x)/a)))))
	})
}

// brim is the wide edge of a sun hat, seen a little from below.
func (p *portrait) brim() {
	s := p.head
	x0, _, _ := p.hatSize(0)
	y := p.rimY(-0.53, 0) - 0.045
	a, b := mul(1.95, p.a), 0.16
	t := p.tone(mix(p.worn(0).lit, rgb{0.93, 0.82, 0.58}, 0.6), rgb{0.55, 0.5, 0.5})
	s.paint(around(x0, y, a+0.05, b+0.16), func(px, py float64) (rgb, float64) {
		u := (px - x0) / a
		d := ellipse(px-x0, py-y-mul(0.10, sq(u)), a, b)
		c := p.shade(t, unit(mul(0.5, u), mul(4, py-y)-0.7, 0.5))
		c = c.scaled(1 + mul(mul(0.06, s.detail(0.04)), wave(mul(18, length(u, mul(5, py-y))))))
		return mix(c, t.dark.scaled(0.75), mul(0.6, smooth(-0.03, 0, d))), s.cover(d)
	})
	s.paint(box{-p.a, y, p.a, y + 0.4}, func(px, py float64) (rgb, float64) {
		u, v := p.onHead(px, py)
		d := py - y - b
		if d < 0 {
			return black, 0
		}
		return p.skin.dark.scaled(0.5), mul(mul(0.5, bump(d/0.16)), s.cover(p.headEdge(u, v)))
	})
}

// ribbon is a band around the head, high above its lower edge at v.
func (p *portrait) ribbon(v, high float64, t tone) {
	x0, a, b := p.hatSize(0.034)
	s := p.head
	s.paint(box{x0 - a, mul(-1.2, p.b), x0 + a, mul(v, p.b) + 0.2}, func(x, y float64) (rgb, float64) {
		u := (x - x0) / a
		rim := p.rimY(v, u)
		d := max(math.Abs(y-rim+high/2)-high/2, ellipse(x-x0, y, a, b))
		return p.shade(t, unit(u, -0.3, math.Sqrt(max(1-sq(u), 0.05)))), s.cover(d)
	})
}

// scarf is a headscarf that leaves the face free.
func (p *portrait) scarf() {
	s := p.head
	t := p.worn(0)
	shift := mul(mul(0.45, p.a), p.sinTurn)
	s.paint(box{-p.a - 0.3, -p.b - 0.2, p.a + 0.3, 1.3}, func(x, y float64) (rgb, float64) {
		cap := ellipse(x, y+0.03, p.a+0.075, p.b+0.085)
		drape := roundedBox(x, y-0.62, p.a+0.03+mul(0.25, smooth(0.3, 1, y)), 0.55, 0.25)
		face := ellipse(x-shift, y-0.03, mul(0.86, p.a), mul(0.93, p.b))
		d := max(min(cap, drape), -face)
		u, v := x/(p.a+0.1), y/(p.b+0.1)
		c := p.shade(t, unit(u, bounded(v, -0.8, 0.35), math.Sqrt(max(1-sq(u)-mul(0.3, sq(v)), 0.08))))
		folds := wave(mul(3.2, length(x-mul(0.25, p.light.x), mul(0.8, y)-0.3)))
		c = c.scaled(1 + mul(0.09, folds) - mul(0.35, bump(face/0.09)))
		if d > 0 && face < 0 {
			return p.skin.dark.scaled(0.7), max(s.cover(d), mul(0.4, bump(face/0.09)))
		}
		return c, s.cover(d)
	})
}
