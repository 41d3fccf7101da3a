package face

import "math"

// mane is the outline of the hair in the frame of the head.
type mane struct {
	x, y      float64 // the middle of the crown
	a, b      float64 // half axes of the crown
	end       float64 // how far down it hangs
	hang      float64 // half of its width there
	partX     float64 // where it parts
	rough     float64 // how uneven its edge is
	thin      float64 // how much skin shows through, 0 for none
	bare      float64 // how far the forehead has grown
	long      float64 // how far a fringe reaches, from 0 to 1
	thick     float64 // how clearly thick strands, fine ones and curls are seen
	fine      float64
	curls     float64
	seedCurls uint32
}

func (p *portrait) mane() mane {
	long := p.HairLength
	if p.HairTied != Loose {
		long = 0.3
	}
	s := p.head
	volume := mul(smooth(0, 0.2, p.HairLength), 0.045+mul(0.03, p.HairVolume))
	rough := 0.0
	switch p.HairForm {
	case Wavy:
		volume += mul(0.02, smooth(0.05, 0.3, p.HairLength))
		rough = 0.012
	case Curly:
		volume += mul(0.02+mul(0.11, 0.5+mul(0.5, p.HairVolume)), smooth(0.08, 0.45, p.HairLength))
		rough = mul(0.03, smooth(0.05, 0.3, p.HairLength))
	}
	m := mane{
		x: mul(-0.07, p.sinTurn), y: mul(-0.12, p.b),
		a: p.a + 0.008 + volume, b: mul(0.90, p.b) + 0.012 + mul(1.25, volume),
		rough: rough, thin: mul(0.3, 1-smooth(0.03, 0.12, p.HairLength)), seedCurls: p.Grain,
		bare: mul(0.12, smooth(0.4, 1, p.Age)), long: smooth(0.12, 0.4, p.HairLength),
		thick: mul(0.20, s.detail(0.07)), fine: mul(0.14, s.detail(0.035)), curls: mul(0.14, s.detail(0.05)),
	}
	m.end = lerp(-0.02, 0.16, smooth(0, 0.3, long)) + mul(1.05, smooth(0.3, 1, long))
	m.hang = m.a - 0.03 + mul(mul(0.10, smooth(0.3, 1, long)), 0.6+mul(0.4, p.HairVolume))
	switch p.Fringe {
	case PartedLeft:
		m.partX = mul(-0.45, p.a)
	case PartedRight:
		m.partX = mul(0.45, p.a)
	}
	m.partX += mul(mul(0.5, p.a), p.sinTurn)
	return m
}

// maneEdge is the distance from the outline of the hair, negative inside.
func (p *portrait) maneEdge(m mane, x, y float64) float64 {
	x -= m.x
	if p.HairForm == Wavy {
		x += mul(0.022, wave(mul(1.9, y)+0.2))
	}
	crown := ellipse(x, y-m.y, m.a, m.b)
	low := max(m.end-m.y, 0.06) / 2
	fall := roundedBox(x, y-m.y-low, lerp(m.a-0.012, m.hang, smooth(m.y, m.end, y)), low, min(0.12, low))
	d := max(min(crown, fall), y-m.end)
	if math.Abs(d) < mul(1.5, m.rough)+p.head.px { // elsewhere curls change nothing
		d += mul(m.rough, noise(mul(8, x), mul(8, y), m.seedCurls)) + mul(mul(0.5, m.rough),
			noise(mul(19, x), mul(19, y), m.seedCurls+1))
	}
	return d
}

// maneBox holds all of the hair: its outline, moved by waves and curls.
func (p *portrait) maneBox(m mane) box {
	around := mul(1.5, m.rough) + p.head.px
	w := max(m.a, m.hang) + 0.022 + around
	return box{m.x - w, m.y - m.b - around, m.x + w, max(m.end, m.y+0.06) + around}
}

// hairline is the height of the edge of the hair on the forehead, x from the middle of the face.
func (p *portrait) hairline(m mane, x float64) float64 {
	u := x / p.a
	high := mul(p.b, -0.60+mul(0.2, sq(u))-m.bare)
	low := high
	switch p.Fringe {
	case FullFringe:
		low = mul(p.b, -0.27+mul(0.05, sq(u))) + mul(0.02, ripple(mul(7, u), p.Grain))
	case PartedLeft:
		low = mul(p.b, -0.66+mul(0.36, smooth(-0.5, 0.9, u))+mul(0.35, smooth(-0.45, -1, u)))
	case PartedRight:
		low = mul(p.b, -0.66+mul(0.36, smooth(0.5, -0.9, u))+mul(0.35, smooth(0.45, 1, u)))
	case PartedMiddle:
		low = mul(p.b, -0.70+mul(0.52, smooth(0, 0.95, math.Abs(u))))
	}
	return lerp(high, low, m.long)
}

// onScalp is how far (x, y) is inside the hair that lies on the head, negative on the face.
func (p *portrait) onScalp(m mane, x, y float64) float64 {
	x -= mul(mul(0.75, p.a), p.sinTurn)
	line := p.hairline(m, x) - y
	// Beside the face, hair goes down to the ears, or frames the cheeks when it is long and loose.
	side := mul(p.a, 0.90)
	if p.HairLength > 0.3 && p.HairTied == Loose {
		side = mul(p.a, 0.83-mul(0.08, smooth(0.5, 1.2, y/p.b))) + mul(0.012, wave(mul(2.2, y)))
	}
	lean := mul(mul(0.55, p.a), p.sinTurn)
	return max(line, math.Abs(x+lean)-side)
}

// hairAt is the colour of hair.
func (p *portrait) hairAt(m mane, x, y float64) rgb {
	u, v := (x-m.x)/m.a, (y-m.y)/m.b
	v = mul(v, 1-mul(0.8, smooth(0, 0.5, v)))
	n := unit(u, v, math.Sqrt(max(1-sq(u)-sq(v), 0.04)))
	c := p.shade(p.hair, n)
	top := m.y - m.b
	down := y - top
	strand := (x - m.partX) / (0.4 + bounded(down, 0, 0.75))
	if p.HairForm == Wavy {
		strand += mul(0.045, wave(mul(1.9, y)+mul(0.5, x)))
	}
	var texture float64
	if p.HairForm == Curly {
		curl := mul(1.3, noise(mul(8, x), mul(8, y), p.Grain+2)) + mul(0.5, noise(mul(19, x), mul(19, y), p.Grain+3))
		texture = mul(m.curls, wave(curl+mul(4, y))) + mul(0.10, curl)
	} else {
		texture = mul(m.thick, ripple(mul(17, strand), p.Grain)) + mul(m.fine, ripple(mul(43, strand), p.Grain+1))
	}
	arc := length(mul(0.8, x-m.partX), down)
	lit := smooth(-0.1, 0.9, dot(n, p.light))
	shine := mul(bump((arc-0.36-mul(0.06, texture))/0.17), lit)
	if p.HairForm == Curly {
		shine = mul(0.35, shine)
	}
	c = c.scaled(1 + texture)
	return mix(c, mix(c.scaled(1.6), white, 0.25), mul(0.42, shine))
}

// backHair paints what is seen behind the head.
func (p *portrait) backHair() {
	if p.HairForm == Bald || p.Hat == Headscarf {
		return
	}
	m := p.mane()
	s := p.head
	p.tied(m)
	s.paint(p.maneBox(m), func(x, y float64) (rgb, float64) {
		if u, v := p.onHead(x, y); sq(u)+sq(v) < 0.8 { // the head will hide it
			return black, 0
		}
		alpha := s.cover(p.maneEdge(m, x, y))
		if alpha == 0 {
			return black, 0
		}
		// Behind the neck it is dark.
		return p.hairAt(m, x, y).scaled(1 - mul(0.55, blob(x, y-mul(0.85, p.b), 0.42, 0.55))), mul(alpha, 1-m.thin)
	})
}

// tied paints a bun or bunches.
func (p *portrait) tied(m mane) {
	var spots [][2]float64
	r := 0.15 + mul(0.03, p.HairVolume)
	switch p.HairTied {
	case Bun:
		spots = [][2]float64{{m.x - mul(0.12, p.sinTurn), m.y - m.b - mul(0.45, r)}}
	case Bunches:
		spots = [][2]float64{{m.x - m.a - mul(0.35, r), 0.02}, {m.x + m.a + mul(0.35, r), 0.02}}
	}
	s := p.head
	for _, spot := range spots {
		cx, cy := spot[0], spot[1]
		high := r
		if p.HairTied == Bunches {
			high, cy = mul(r, 2.1), cy+mul(0.9, r)
		}
		s.paint(around(cx, cy, r+0.05, high+0.05), func(x, y float64) (rgb, float64) {
			u, v := (x-cx)/r, (y-cy)/high
			alpha := s.cover(ellipse(x-cx, y-cy, r, high) + mul(0.012+m.rough, noise(mul(9, x), mul(9, y), p.Grain)))
			if alpha == 0 {
				return black, 0
			}
			c := p.shade(p.hair, unit(u, v, math.Sqrt(max(1.1-sq(u)-sq(v), 0.1))))
			swirl := ripple(mul(5, length(u, v))+mul(1.5, u), p.Grain+4)
			return c.scaled(1 + mul(mul(0.22, s.detail(0.05)), swirl)), alpha
		})
	}
}

// frontHair paints the hair before the head, and its shadow on the forehead.
func (p *portrait) frontHair() {
	if p.HairForm == Bald || p.Hat == Headscarf {
		return
	}
	m := p.mane()
	s := p.head
	const shadow = 0.07 // how far it reaches
	edge := max(lerp(0.05, 0.012, smooth(0.02, 0.25, p.HairLength)), s.px)
	s.paint(p.maneBox(m), func(x, y float64) (rgb, float64) {
		in := p.onScalp(m, x, y)
		if in < -shadow-m.rough-edge { // in the face
			return black, 0
		}
		outer := s.cover(p.maneEdge(m, x, y))
		if outer == 0 {
			return black, 0
		}
		if m.rough > 0 {
			in += mul(m.rough, noise(mul(8, x)+3, mul(8, y), m.seedCurls))
		}
		alpha := bounded(0.5+in/edge, 0, 1)
		if alpha == 0 {
			if in > -shadow && y < mul(0.5, p.b) { // the shadow below
				return p.skin.dark.scaled(0.8), mul(mul(0.5, outer), sq(1+in/shadow))
			}
			return black, 0
		}
		return p.hairAt(m, x, y), mul(mul(alpha, outer), 1-m.thin)
	})
}

// beard paints stubble, a goatee or a full beard.
func (p *portrait) beard() {
	if p.Beard == NoBeard {
		return
	}
	s := p.head
	l := p.lips()
	shift := mul(mul(0.8, p.a), p.sinTurn)
	cx, _, _ := p.place(0, 0.8, 0)
	tone := p.tone(mix(hairColors[p.HairColor].scaled(0.9), p.skin.dark, 0.12), rgb{0.42, 0.38, 0.42})
	grow, rim := 0.0, 0.05
	if p.Beard == FullBeard {
		grow = 0.035
	}
	if p.Beard == Stubble {
		rim = 0.12
	}
	s.paint(box{-p.a - 0.1, -0.05, p.a + 0.1, p.b + 0.16}, func(x, y float64) (rgb, float64) {
		u, v := p.onHead(x, y)
		fur := noise(mul(17, x), mul(17, y), p.Grain+5)
		d := p.headEdge(u, v) + mul(0.012, fur) - mul(grow, smooth(0.35, 1, v))
		edge := mul(0.05, fur)
		// The upper edge runs from the ears to the corners of the mouth.
		side := math.Abs(x-mul(0.5, shift)) / p.a
		var in float64
		if p.Beard == Goatee {
			in = -ellipse(x-cx, y-mul(0.86, p.b), 0.13, 0.14)
		} else {
			in = y - mul(p.b, lerp(0.60, 0.12, smooth(0.25, 0.98, side)))
		}
		t := (x - l.x) / mul(1.12, l.w)
		mouth := l.y + mul(0.02, p.Smile) - 0.05
		hole := ellipse(mul(t, l.w), y-mouth-0.06, l.w, 0.075+mul(0.6, l.open))
		in = min(in, hole+0.01)
		alpha := mul(s.cover(d), smooth(-0.03, rim, in+mul(0.6, edge)))
		if alpha == 0 {
			return black, 0
		}
		c := p.shade(tone, facing(u, v)).scaled(1 + mul(mul(0.28, s.detail(0.05)), noise(mul(30, x), mul(14, y), p.Grain+6)))
		if p.Beard == Stubble {
			alpha = mul(alpha, 0.36)
		}
		return c, mul(alpha, 0.94)
	})
}

// moustache paints one.
func (p *portrait) moustache() {
	if p.Moustache == NoMoustache {
		return
	}
	s := p.head
	l := p.lips()
	w, high := mul(0.95, l.w), 0.020
	switch p.Moustache {
	case BushyMoustache:
		w, high = mul(1.08, l.w), 0.040
	case CurledMoustache:
		w, high = mul(1.35, l.w), 0.024
	}
	tone := p.tone(mix(hairColors[p.HairColor].scaled(0.9), p.skin.dark, 0.1), rgb{0.42, 0.38, 0.42})
	y0 := l.top(0) - 0.022
	s.paint(around(l.x, y0, w+0.02, 0.14), func(x, y float64) (rgb, float64) {
		t := (x - l.x) / w
		if math.Abs(t) > 1 {
			return black, 0
		}
		middle := y0 + mul(0.032, sq(t)) - mul(mul(0.5, l.smile), sq(t))
		if p.Moustache == CurledMoustache {
			middle -= mul(0.10, smooth(0.55, 1.05, math.Abs(t)))
		}
		thick := mul(high, mul(1-sq(sq(t)), 1-mul(0.35, bump(t/0.2))))
		d := math.Abs(y-middle) - thick + mul(0.006, noise(mul(30, x), mul(16, y), p.Grain))
		c := p.shade(tone, unit(mul(0.5, t), mul(0.4, (y-middle)/high), 0.8))
		return c.scaled(1 + mul(mul(0.2, s.detail(0.04)), ripple(mul(40, x)+mul(10, y), p.Grain))), mul(0.95, s.cover(d))
	})
}
