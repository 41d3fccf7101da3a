package face

import "math"

// background paints what lies behind, brighter where the light comes from.
func (p *portrait) background() {
	bright := lerp(0.15, 0.9, p.BackgroundLit)
	main := hue(p.BackgroundHue, bright, 0.38)
	far := hue(p.BackgroundHue+0.12, bounded(bright+0.12, 0, 1), 0.38)
	var layer func(x, y float64) rgb
	switch p.Background {
	case Halo:
		layer = func(x, y float64) rgb {
			return mix(main.scaled(0.8), far.scaled(1.1), mul(1.1, blob(x, y+0.1, 1.35, 1.35)))
		}
	case Lights:
		layer = func(x, y float64) rgb { return mix(main.scaled(0.5), far.scaled(0.62), smooth(-1, 1, y)) }
	case Meadow:
		layer = p.meadow(far)
	case Window:
		layer = p.window(main, far)
	default:
		layer = func(x, y float64) rgb { return mix(far, main, smooth(-1.1, 1.1, y)) }
	}
	p.canvas().paint(everywhere, func(x, y float64) (rgb, float64) {
		glow := 1 + mul(0.12, mul(p.light.x, x)-mul(0.5, y))
		return layer(x, y).scaled(glow), 1
	})
	if p.Background == Lights {
		p.lights()
	}
}

// canvas is a sheet that is neither moved nor turned.
func (p *portrait) canvas() sheet { return p.head.canvas.sheet(frame{0, 0, 1, 1, 0}) }

// lights are lamps of a town at night, out of focus.
func (p *portrait) lights() {
	s := p.canvas()
	for k := range int32(13) {
		x, y := mul(2.2, chance(k, 1, p.Grain))-1.1, mul(1.8, chance(k, 2, p.Grain))-1.1
		r := lerp(0.08, 0.24, chance(k, 3, p.Grain))
		c := hue(p.BackgroundHue+mul(0.3, chance(k, 4, p.Grain)), 0.72, 0.6)
		thick := lerp(0.25, 0.6, chance(k, 5, p.Grain))
		s.paint(around(x, y, r+0.03, r+0.03), func(px, py float64) (rgb, float64) {
			d := length(px-x, py-y) - r
			return c, mul(mul(thick, 1-smooth(-0.03, 0.03, d)), 0.75+mul(0.25, smooth(-0.06, 0, d)))
		})
	}
}

// meadow is sky above green, both blurred.
func (p *portrait) meadow(sky rgb) func(x, y float64) rgb {
	top := mix(rgb{0.55, 0.75, 0.95}, sky, 0.25)
	grass := mix(rgb{0.38, 0.55, 0.25}, hue(0.28+mul(0.1, p.BackgroundHue), 0.4, 0.6), 0.4).scaled(0.7 + mul(0.5, p.BackgroundLit))
	top = top.scaled(0.8 + mul(0.25, p.BackgroundLit))
	return func(x, y float64) rgb {
		horizon := 0.05 + mul(0.12, ripple(mul(1.3, x)+7, p.Grain))
		c := mix(mix(top, white, mul(0.5, smooth(-0.8, 0.2, y))), grass, smooth(horizon-0.1, horizon+0.1, y))
		return c.scaled(1 + mul(0.09, noise(mul(4, x), mul(4, y), p.Grain)))
	}
}

// window is a bright opening in a wall, out of focus.
func (p *portrait) window(wall, light rgb) func(x, y float64) rgb {
	middle := mul(0.9, chance(1, 9, p.Grain)) - 0.45
	day := mix(light, rgb{0.97, 0.97, 0.93}, 0.7)
	return func(x, y float64) rgb {
		open := roundedBox(x-middle, y+0.35, 0.52, 0.62, 0.04)
		bars := min(math.Abs(x-middle), math.Abs(y+0.3)) - 0.035
		return mix(wall.scaled(0.75), day, mul(1-smooth(-0.05, 0.05, open), 0.35+mul(0.65, smooth(-0.03, 0.03, bars))))
	}
}

// neckWidth is half of the width of the neck.
func (p *portrait) neckWidth() float64 { return mul(p.a, 0.52+mul(0.05, p.Jaw)) }

// shoulder is the height of the shoulders, x from the middle, in the frame of the body.
func shoulder(x float64) float64 {
	x = math.Abs(x)
	return 0.205 + mul(0.10, sq(x/0.45)) + mul(0.5, smooth(0.55, 1.05, x))
}

func (p *portrait) neck() {
	w := p.neckWidth()
	p.body.paint(box{-0.5, -0.3, 0.5, 0.55}, func(x, y float64) (rgb, float64) {
		flare := mul(0.25, sq(max(y-0.05, 0)))
		alpha := p.body.cover(math.Abs(x) - w - flare)
		if alpha == 0 {
			return black, 0
		}
		u := x / (w + flare)
		c := p.shade(p.skin, unit(mul(0.9, u), 0.35, math.Sqrt(max(1-sq(u), 0.02))))
		// The chin throws its shadow on the neck, away from the light.
		fall := blob(x+mul(0.10, p.light.x), y+0.02, 0.42, 0.26)
		c = mix(c, p.skin.dark.scaled(0.72), mul(0.8, fall))
		return c, alpha
	})
}

// worn is the colour of hat and clothes.
func (p *portrait) worn(shift float64) tone {
	return p.tone(hue(p.WornHue+shift, lerp(0.12, 0.92, p.WornBright), 0.5), rgb{0.5, 0.48, 0.55})
}

func (p *portrait) clothes() {
	cloth, other := p.worn(0), p.worn(0.45)
	if p.Clothes == Collar {
		other = p.tone(rgb{0.96, 0.96, 0.97}, rgb{0.6, 0.62, 0.7})
	}
	s := p.body
	s.paint(box{-1.6, 0.0, 1.6, 1.6}, func(x, y float64) (rgb, float64) {
		alpha := mul(s.cover(shoulder(x)-y), s.cover(p.neckline(x)-y))
		if alpha == 0 {
			return black, 0
		}
		n := unit(mul(0.75, x), -0.55+mul(0.5, smooth(0.3, 0.8, y)), 0.7)
		t := cloth
		if p.Clothes == Striped && wave(mul(5.5, y-mul(0.25, sq(x)))) > 0.15 {
			t = other
		}
		fold := 1 + mul(0.05, noise(mul(5, x), mul(2.5, y), p.Grain))
		c := p.shade(t, n).scaled(fold)
		c = c.scaled(1 - mul(0.28, blob(x, y-0.28, 0.5, 0.2))) // below the head
		return c, alpha
	})
	switch p.Clothes {
	case Collar:
		p.collar(other)
	case RollNeck:
		p.roll(cloth)
	}
}

// neckline is the height above which the skin shows.
func (p *portrait) neckline(x float64) float64 {
	w := p.neckWidth()
	x = math.Abs(x)
	switch p.Clothes {
	case VNeck, Collar:
		return 0.56 - mul(1.35, x)
	default:
		return 0.33 - mul(0.1, sq(x/w))
	}
}

// collar paints the two wings of a shirt's collar.
func (p *portrait) collar(t tone) {
	s := p.body
	w := p.neckWidth()
	s.paint(box{-0.5, 0.05, 0.5, 0.62}, func(x, y float64) (rgb, float64) {
		side := math.Abs(x)
		inner := p.neckline(x) - y
		outer := y - (p.neckline(x) + 0.13 - mul(0.12, smooth(0, w, side)))
		d := max(max(inner, outer), side-w-0.06)
		c := p.shade(t, unit(mul(1.2, x), -0.5, 0.7))
		return mix(c, c.scaled(0.8), smooth(-0.035, 0, outer)), s.cover(d)
	})
}

// roll paints the high neck of a pullover.
func (p *portrait) roll(t tone) {
	s := p.body
	w := p.neckWidth() + 0.025
	s.paint(around(0, 0.26, w+0.1, 0.2), func(x, y float64) (rgb, float64) {
		u := bounded(x/w, -1, 1)
		y -= mul(0.05, 1-sq(u))
		c := p.shade(t, unit(mul(0.9, u), -0.1, math.Sqrt(1.02-sq(u))))
		c = c.scaled(1 - mul(0.18, smooth(-0.02, 0.01, math.Abs(y-0.245)-0.105)) + mul(0.04, wave(mul(22, u))))
		return c, s.cover(roundedBox(x, y-0.24, w, 0.125, 0.05))
	})
}
