package face

import "math"

// noseEnd is where the nose ends, in parts of the head's half height.
func (p *portrait) noseEnd() float64 { return 0.335 + mul(0.055, p.NoseLength) }

func (p *portrait) nose() {
	y := p.noseEnd()
	w := mul(0.062, 1+mul(0.28, p.NoseWidth))
	s := p.head
	cx, cy, _ := p.place(0, y, 0.22)
	rx, ry, _ := p.place(0, -0.02, 0.05)
	shadow := p.skin.dark
	// The ridge: bright on the side of the light, dark on the other.
	away := -p.light.x
	s.paint(box{min(cx, rx) - 0.2, ry - 0.1, max(cx, rx) + 0.2, cy + 0.02}, func(px, py float64) (rgb, float64) {
		t := bounded((py-ry)/(cy-ry), 0, 1)
		x := px - lerp(rx, cx, t)
		wide := lerp(0.045, w+0.015, sq(t))
		strength := mul(smooth(-0.35, 0.3, (py-ry)/(cy-ry)), 1-smooth(0.9, 1.02, (py-ry)/(cy-ry)))
		dark := mul(0.85, mul(max(mul(away, x), 0)/wide, bump((math.Abs(x)-wide)/wide)))
		return shadow, mul(strength, mul(dark, 0.55+mul(0.45, p.LightContrast)))
	})
	s.paint(box{min(cx, rx) - 0.05, ry - 0.05, max(cx, rx) + 0.05, cy}, func(px, py float64) (rgb, float64) {
		t := bounded((py-ry)/(cy-ry), 0, 1)
		x := px - lerp(rx, cx, t) - mul(0.012, p.light.x)
		return white, mul(mul(0.16, bump(x/0.03)), smooth(0.2, 0.95, t))
	})
	// Below the tip it is dark; the wings close it off.
	s.paint(around(cx, cy+0.02, mul(1.9, w), 0.06), func(px, py float64) (rgb, float64) {
		return shadow.scaled(0.85), mul(0.6, blob(px-cx+mul(0.02, p.light.x), py-cy-0.022, mul(1.7, w), 0.042))
	})
	for _, side := range [2]float64{-1, 1} {
		x := cx + mul(side, mul(0.88, w))
		s.paint(around(x, cy-0.005, 0.05, 0.06), func(px, py float64) (rgb, float64) {
			d := ellipse(px-x+mul(0.018, side), py-cy+0.005, 0.034, 0.036)
			outer := smooth(-0.01, 0.02, mul(side, px-x)+0.01)
			return shadow.scaled(0.72), mul(mul(0.55, outer), s.line(d, 0.007))
		})
		x = cx + mul(side, mul(0.5, w))
		s.paint(around(x, cy+0.016, 0.04, 0.03), func(px, py float64) (rgb, float64) {
			return shadow.scaled(0.38), mul(0.8, s.cover(ellipse(px-x, py-cy-0.018-mul(mul(0.25, side), px-x), mul(0.33, w), 0.011)))
		})
	}
	tip := mul(0.3, p.light.x)
	s.paint(around(cx, cy-0.02, 0.05, 0.05), func(px, py float64) (rgb, float64) {
		return white, mul(0.28, blob(px-cx-mul(0.04, tip), py-cy+0.025, 0.034, 0.028))
	})
}

// lips holds the curves of a mouth as functions of t, −1 at the left corner, 1 at the right one.
type lips struct {
	x, y, w             float64
	smile, open         float64
	upper, lower, cupid float64
}

func (p *portrait) lips() lips {
	x, y, wide := p.place(0, 0.615, 0.06)
	w := mul(0.135, 1+mul(0.2, p.MouthWidth)+mul(0.16, max(p.Smile, 0))+mul(0.05, p.MouthOpen))
	full := 1 + mul(0.42, p.LipFullness)
	return lips{
		x: x, y: y, w: mul(w, wide),
		smile: mul(0.055, p.Smile), open: mul(0.085, p.MouthOpen),
		upper: mul(0.030, full), lower: mul(0.042, full), cupid: 0.22,
	}
}

// middle is where closed lips meet.
func (l lips) middle(t float64) float64 {
	return l.y + mul(l.smile, 0.45-sq(t)) - mul(0.004, bump(t/0.3))
}

func (l lips) innerTop(t float64) float64 { return l.middle(t) - mul(mul(0.25, l.open), 1-sq(t)) }
func (l lips) innerBottom(t float64) float64 {
	return l.middle(t) + mul(mul(0.8, l.open), 1-sq(t))
}

func (l lips) top(t float64) float64 {
	rise := mul(l.upper, 1-sq(t))
	return l.innerTop(t) - mul(rise, 1-mul(l.cupid, bump(t/0.25))+mul(0.12, bump((math.Abs(t)-0.3)/0.3)))
}

func (l lips) bottom(t float64) float64 {
	return l.innerBottom(t) + mul(l.lower, mul(1-sq(t), 1-mul(0.25, sq(t))))
}

func (p *portrait) mouth() {
	l := p.lips()
	s := p.head
	natural := p.skin.lit.times(rgb{0.86, 0.60, 0.58})
	painted := mix(rgb{0.74, 0.12, 0.20}, hue(p.WornHue+0.05, 0.42, 0.8), 0.22)
	lip := p.tone(mix(natural, painted, mul(0.85, p.Lipstick)), rgb{0.6, 0.45, 0.47})
	box := box{l.x - l.w - 0.03, l.y - 0.14, l.x + l.w + 0.03, l.y + 0.18}
	// The lower lip throws a soft shadow.
	s.paint(box, func(px, py float64) (rgb, float64) {
		t := (px - l.x) / l.w
		if math.Abs(t) > 1 {
			return black, 0
		}
		return p.skin.dark, mul(0.6, blob(t, py-l.bottom(t)-0.02, 0.75, 0.035))
	})
	s.paint(box, func(px, py float64) (rgb, float64) {
		t := (px - l.x) / l.w
		if math.Abs(t) >= 1 {
			return black, 0
		}
		top, bottom := l.top(t), l.bottom(t)
		alpha := s.cover(max(top-py, py-bottom))
		if alpha == 0 {
			return black, 0
		}
		innerTop, innerBottom := l.innerTop(t), l.innerBottom(t)
		var c rgb
		if py < (innerTop+innerBottom)/2 {
			c = p.shade(lip, unit(mul(0.4, t), 0.35, 0.8))
		} else {
			out := bounded((py-innerBottom)/(bottom-innerBottom+0.001), 0, 1)
			c = p.shade(lip, unit(mul(0.4, t), mul(1.2, out)-0.75, 0.8))
			c = mix(c, white, mul(mul(0.22+mul(0.2, p.Lipstick), blob(t-mul(0.25, p.light.x), out-0.42, 0.45, 0.35)), 0.9))
		}
		gap := s.cover(max(innerTop-py, py-innerBottom))
		if p.MouthOpen > 0 && gap > 0 {
			c = mix(c, p.inside(l, t, py, innerTop, innerBottom), gap)
		}
		seam := mul(1-smooth(0.0, 0.35, p.MouthOpen), s.line(py-l.middle(t), 0.007))
		return mix(c, lip.dark.scaled(0.42), mul(0.85, seam)), mul(alpha, s.softEnd(t, l.w))
	})
	for _, side := range [2]float64{-1, 1} {
		x, y := l.x+mul(side, l.w), l.middle(side)
		s.paint(around(x, y, 0.035, 0.035), func(px, py float64) (rgb, float64) {
			return p.skin.dark.scaled(0.62), mul(0.6, blob(px-x, py-y, 0.03, 0.02))
		})
	}
}

// softEnd lets a shape of half width w end within a pixel.
func (s sheet) softEnd(t, w float64) float64 { return bounded(mul(1-math.Abs(t), w)/s.px, 0, 1) }

// inside is what an open mouth shows: teeth above, the tongue below, dark between.
func (p *portrait) inside(l lips, t, y, top, bottom float64) rgb {
	height := max(bottom-top, 0.001)
	part := (y - top) / height
	teeth := rgb{0.97, 0.95, 0.91}.scaled(0.97 - mul(0.3, sq(t)))
	teeth = teeth.scaled(1 - mul(0.06, mul(p.head.detail(0.04), smooth(0.6, 1, wave(mul(t, 3.5)+0.25)))))
	c := rgb{0.30, 0.07, 0.08}
	c = mix(c, rgb{0.78, 0.36, 0.38}, mul(0.9, blob(t, part-1.05, 0.75, 0.6)))
	edge := mul(0.55, 1-mul(0.35, sq(t)))
	fade := max(p.head.px/height, 0.12)
	return mix(teeth, c, smooth(edge-fade/2, edge+fade/2, part))
}

// detail is how much of a pattern with parts of this size the pixels can show, from 0 to 1.
func (s sheet) detail(size float64) float64 { return smooth(0.8, 2.2, size/s.px) }

// eyeShape is the place and the size of an eye in the frame of the head.
type eyeShape struct {
	x, y, w, high float64
	side          float64 // −1 for the left one
}

func (p *portrait) eyeShape(side float64) eyeShape {
	u := mul(side, 0.44+mul(0.045, p.EyeSpacing))
	x, y, wide := p.place(u, 0.035, -0.04)
	w := mul(0.110, 1+mul(0.17, p.EyeSize))
	open := lerp(0.20, 0.54, p.EyeOpen) - mul(0.05, max(p.Smile, 0))
	return eyeShape{x, y, mul(w, wide), mul(w, open), side}
}

// lids returns the heights of the upper and the lower lid at t, −1 at the left end of the eye, 1 at
// the right one.
func (e eyeShape) lids(t float64) (upper, lower float64) {
	out := mul(t, e.side) // 1 at the temple
	arch := mul(1-sq(t), 1+mul(0.22, -out))
	low := mul(1-sq(t), 1+mul(0.2, out))
	return -mul(mul(1.12, e.high), arch), mul(mul(0.68, e.high), low)
}

var eyeColors = [...]rgb{
	BrownEyes: {0.42, 0.24, 0.12},
	DarkEyes:  {0.19, 0.11, 0.08},
	HazelEyes: {0.55, 0.42, 0.18},
	GreenEyes: {0.32, 0.52, 0.30},
	BlueEyes:  {0.28, 0.50, 0.78},
	GreyEyes:  {0.48, 0.55, 0.60},
}

func (p *portrait) eye(side float64) {
	e := p.eyeShape(side)
	s := p.head
	slope := mul(mul(-0.22, p.EyeSlant)-0.04, side)
	p.socket(e)
	iris := eyeColors[p.EyeColor]
	r := mul(0.053, 1+mul(0.14, p.EyeSize))
	ix := mul(mul(0.30, e.w), p.Gaze) + mul(0.012, p.sinTurn)
	iy := mul(-0.16, e.high)
	lash := mix(hairColors[p.HairColor].scaled(0.4), rgb{0.08, 0.05, 0.05}, 0.6)
	s.paint(around(e.x, e.y, mul(1.35, e.w), mul(1.7, e.w)), func(px, py float64) (rgb, float64) {
		x := px - e.x
		y := py - e.y - mul(slope, x)
		t := x / e.w
		if math.Abs(t) > 1.3 {
			return black, 0
		}
		tt := bounded(t, -1, 1)
		upper, lower := e.lids(tt)
		alpha := mul(s.cover(max(upper-y, y-lower)), s.softEnd(tt, e.w))
		c := p.eyeball(tt, y-upper, e)
		c = mix(c, p.irisAt(iris, x-ix, y-iy, r), s.cover(length(x-ix, y-iy)-r))
		c = mix(c, black, mul(0.92, s.cover(length(x-ix, y-iy)-mul(0.46, r))))
		glint := length(x-ix-mul(mul(0.42, r), p.light.x+0.15), y-iy+mul(0.42, r)) - mul(0.30, r)
		c = mix(c, white, mul(0.95, s.cover(glint)))
		out := mul(t, side)
		// The upper lashes, longer at the temple; then the fold of the lid above, and the lower
		// rim.
		wing := mul(0.035, smooth(0.75, 1.25, out))
		thick := mul(0.0105+mul(0.004, p.Lipstick)+mul(0.005, p.EyeShadow), 0.6+mul(0.5, smooth(-1, 0.8, out)))
		ends := mul(smooth(-1.12, -0.9, out), 1-smooth(1.05, 1.28, out))
		dark := mul(mul(0.95, ends), s.line(y-upper+wing+0.002, thick))
		fold := mul(mul(0.42, 1-smooth(0.8, 1.1, math.Abs(t))), s.line(y-upper+mul(0.45, e.high)+0.012, 0.006))
		rim := mul(mul(0.35, ends), s.line(y-lower-0.003, 0.005))
		skin := max(fold, rim)
		if total := max(alpha, skin); total < dark {
			return mix(c, lash, dark), dark
		}
		c = mix(p.skin.dark.scaled(0.6), c, alpha)
		return mix(c, lash, dark), max(alpha, skin)
	})
}

// socket paints the shade around an eye, and make-up on the lid.
func (p *portrait) socket(e eyeShape) {
	s := p.head
	a, b := mul(1.55, e.w), mul(1.35, e.w)
	inner := mul(-0.25, mul(e.side, e.w))
	s.paint(around(e.x+inner, e.y-0.015, a, b), func(px, py float64) (rgb, float64) {
		return p.skin.dark, mul(0.30+mul(0.2, p.LightContrast), blob(px-e.x-inner, py-e.y+0.015, a, b))
	})
	if p.EyeShadow == 0 {
		return
	}
	c := mix(p.skin.dark, hue(p.WornHue+0.6, 0.45, 0.75), 0.7)
	y := e.y - mul(0.65, e.high) - 0.012
	s.paint(around(e.x, y, mul(1.15, e.w), 0.07), func(px, py float64) (rgb, float64) {
		return c, mul(mul(0.75, p.EyeShadow), blob(px-e.x, py-y, mul(1.15, e.w), 0.06))
	})
}

// eyeball is the white of the eye, below the upper lid by depth.
func (p *portrait) eyeball(t, depth float64, e eyeShape) rgb {
	c := rgb{0.96, 0.95, 0.94}.scaled(0.98 - mul(0.10, sq(t)))
	c = mix(c, p.skin.lit.times(rgb{1, 0.8, 0.8}), mul(0.35, smooth(0.7, 1, mul(-t, e.side)))) // the inner corner
	return c.scaled(0.72 + mul(0.28, smooth(0, mul(0.9, e.high), depth)))
}

// irisAt is the colour of an iris: dark at the rim, lighter where the light leaves it again, below.
func (p *portrait) irisAt(c rgb, x, y, r float64) rgb {
	ring := length(x, y) / r
	c = mix(c, c.scaled(1.5), mul(0.7, blob(x, y-mul(0.45, r), r, mul(0.8, r))))
	return c.scaled(1 - mul(0.6, smooth(0.7, 1, ring)))
}

func (p *portrait) brow(side float64) {
	u := mul(side, 0.43+mul(0.04, p.EyeSpacing))
	x, y, wide := p.place(u, -0.195-mul(0.045, p.BrowRaise)-mul(0.02, p.MouthOpen), 0)
	w := mul(0.128, wide)
	thick := mul(0.0215, 1+mul(0.5, p.BrowWeight))
	c := mix(hairColors[p.HairColor].scaled(0.72), p.skin.dark.scaled(0.45), 0.35)
	if p.HairColor >= PinkHair {
		c = mix(c, p.skin.dark.scaled(0.3), 0.6)
	}
	slope := mul(mul(0.22, p.BrowSlant)-0.05, -side)
	s := p.head
	s.paint(around(x, y, w+0.01, 0.11), func(px, py float64) (rgb, float64) {
		t := (px - x) / w
		out := mul(t, side)
		if math.Abs(t) > 1 {
			return black, 0
		}
		arch := mul(0.030, sq(out-0.25)) - 0.012
		d := py - y - mul(slope, px-x) - arch
		taper := mul(thick, mul(smooth(-1.35, -0.7, out), 1-mul(0.75, smooth(0.1, 1, out))))
		hairs := 1 - mul(mul(0.25, s.detail(0.03)), smooth(0, 1, ripple(mul(26, t)+mul(30, d), p.Grain)))
		soft := bounded(0.5+(taper-math.Abs(d))/max(s.px, 0.014), 0, 1)
		return c, mul(mul(0.92, hairs), mul(soft, min(1, taper/max(s.px/2, 0.001))))
	})
}
