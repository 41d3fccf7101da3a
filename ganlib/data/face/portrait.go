package face

import (
	"fmt"
	"math"
	"sync"
)

// MinSize is the least side of a picture in pixels; a smaller one has no room for eyes.
const MinSize = 16

// Draw paints a face into pix, size × size pixels from the top left, row by row, as bytes of red,
// green and blue. The length of pix must be size·size·3, and size at least MinSize; Draw panics
// with an error otherwise. A field of f beyond its range counts as the end of it.
//
// The same face is painted at every size: only the sharpness differs. The bytes depend on f and
// size alone, and are the same on every platform.
func Draw(f Face, size int, pix []uint8) {
	if size < MinSize || len(pix) != at(0, area(size), 3) {
		panic(fmt.Errorf("face: a picture of %d × %d × 3 bytes does not fit in %d: the size must be at least %d, and the room exact",
			size, size, len(pix), MinSize))
	}
	c, _ := canvases.Get().(*canvas)
	if c == nil || c.size != size {
		c = &canvas{size, make([]rgb, area(size))}
	}
	p := newPortrait(f.inRange(), c)
	p.background()
	p.backHair()
	p.neck()
	p.clothes()
	p.ears()
	p.skull()
	p.complexion()
	p.nose()
	p.beard()
	p.mouth()
	p.moustache()
	p.eye(-1)
	p.eye(1)
	p.brow(-1)
	p.brow(1)
	p.frontHair()
	p.earring(-1)
	p.earring(1)
	p.hat()
	p.glasses()
	c.bytes(p.lightColor(), pix)
	canvases.Put(c)
}

// canvases holds canvases that nobody paints on now, for the next faces.
var canvases sync.Pool

// portrait is a face while it is painted.
//
// The head is an ellipsoid with half axes a and b, its middle the origin of the sheet head, in
// which the face is upright and seen from ahead; turning and nodding shift what lies on it, as far
// as it lies in front of the middle.
type portrait struct {
	Face
	head, body sheet
	a, b       float64

	sinTurn, cosTurn, sinNod, cosNod float64

	light normal // where the light comes from
	skin  tone
	hair  tone
}

// normal is a direction of length 1: x to the right, y down, z to the spectator.
type normal struct{ x, y, z float64 }

// tone is what a surface looks like where the light falls and where it does not.
type tone struct{ lit, dark rgb }

func newPortrait(f Face, c *canvas) *portrait {
	p := &portrait{Face: f}
	p.a = mul(0.395, 1+mul(0.11, f.HeadWidth))
	p.b = mul(0.53, 1+mul(0.07, f.HeadLength))
	p.sinTurn, p.cosTurn = angle(mul(0.36, f.Turn))
	p.sinNod, p.cosNod = angle(mul(0.25, f.Nod))
	p.light = unit(mul(1.15, f.Light), -0.2-mul(0.75, f.LightHeight), 0.8)
	zoom := 1.26 + mul(0.14, f.Near)
	sin, cos := angle(mul(0.20, f.Tilt))
	// The head tilts around the neck, which is below its middle.
	const neck = 0.4
	y := mul(zoom, neck) - 0.01
	p.body = c.sheet(frame{0, y, zoom, 1, 0})
	p.head = c.sheet(frame{mul(mul(zoom, neck), sin), y - mul(mul(zoom, neck), cos), zoom, cos, sin})
	p.skin = p.tone(skinColor(f.Skin, f.Undertone), rgb{0.62, 0.47, 0.44})
	p.hair = p.tone(hairColors[f.HairColor], rgb{0.42, 0.38, 0.42})
	return p
}

// angle returns cosine and sine of the angle with this sine.
func angle(sine float64) (sin, cos float64) { return sine, math.Sqrt(1 - sq(sine)) }

// tone is that of a surface of a colour, whose shadow has the given tint, in the portrait's light.
func (p *portrait) tone(c, shadow rgb) tone {
	depth := 0.45 + mul(0.55, p.LightContrast)
	return tone{c.scaled(1.04), mix(c, c.times(shadow), depth)}
}

// shade is a tone where the surface looks in the direction n.
func (p *portrait) shade(t tone, n normal) rgb {
	return mix(t.dark, t.lit, smooth(-0.35, 0.9, dot(n, p.light)))
}

// place is where a spot on the head is seen: x and y are parts of the half axes, lift is how far it
// stands out. wide is how much wider it looks than from ahead.
func (p *portrait) place(x, y, lift float64) (sx, sy, wide float64) {
	z := math.Sqrt(max(1-mul(0.8, sq(x))-mul(0.5, sq(y)), 0.05)) + lift
	sx = mul(p.a, mul(x, p.cosTurn)+mul(z, p.sinTurn))
	sy = mul(p.b, mul(y, p.cosNod)+mul(mul(0.75, z), p.sinNod))
	wide = bounded(p.cosTurn-mul(mul(0.8, x/z), p.sinTurn), 0.6, 1.15)
	return sx, sy, wide
}

// lightColor is what the light makes of white.
func (p *portrait) lightColor() rgb {
	w := p.LightWarmth
	return rgb{1 + mul(0.04, w), 1 + mul(0.005, w), 1 - mul(0.09, w)}
}

// skinColor goes from pale to deep brown.
func skinColor(tone, undertone float64) rgb {
	scale := [...]rgb{{0.99, 0.87, 0.80}, {0.97, 0.79, 0.67}, {0.90, 0.68, 0.52}, {0.76, 0.53, 0.37}, {0.57, 0.37, 0.25},
		{0.38, 0.24, 0.17}}
	t := mul(tone, float64(len(scale)-1))
	i := min(int(t), len(scale)-2)
	c := mix(scale[i], scale[i+1], t-float64(i))
	return rgb{c.r, c.g + mul(0.018, undertone), c.b - mul(0.035, undertone)}
}

var hairColors = [...]rgb{
	BlackHair:    {0.13, 0.11, 0.12},
	BrownHair:    {0.30, 0.19, 0.13},
	ChestnutHair: {0.47, 0.28, 0.16},
	BlondHair:    {0.88, 0.70, 0.40},
	RedHair:      {0.74, 0.33, 0.13},
	GreyHair:     {0.60, 0.60, 0.62},
	WhiteHair:    {0.92, 0.91, 0.89},
	PinkHair:     {0.93, 0.48, 0.66},
	BlueHair:     {0.25, 0.46, 0.74},
}

// hue is a colour of the colour wheel, softened and as bright as asked.
func hue(turn, bright, vivid float64) rgb {
	part := func(shift float64) float64 { return 0.5 + mul(0.5, wave(turn+shift+0.25)) }
	c := rgb{part(0), part(-1.0 / 3), part(1.0 / 3)}
	grey := mul(0.30, c.r) + mul(0.55, c.g) + mul(0.15, c.b)
	c = mix(rgb{grey, grey, grey}, c, vivid)
	if bright < 0.5 {
		return c.scaled(0.35 + mul(1.2, bright))
	}
	return mix(c.scaled(0.95), white, mul(1.1, bright-0.5))
}
