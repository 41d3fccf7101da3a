package augment

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

// Pipeline is the set of changes of ADA, with how much each may do (Karras et al. 2020,
// arXiv:2006.06676, appendix B). They happen in the order of the fields, each independently with
// probability p; false or 0 leaves one out.
type Pipeline struct {
	Flip  bool    `json:"flip"`                // left for right, in one of two
	Turn  bool    `json:"turn"`                // by 0, 90, 180 or 270 degrees
	Shift float64 `json:"shift" range:"[0,1]"` // by whole pixels, up to this share of the size, each way

	Scale   float64 `json:"scale" range:"[0,10]"`   // σ of log₂ of the factor
	Rotate  float64 `json:"rotate" range:"[0,1]"`   // by up to this share of half a turn, each way, before and after Stretch
	Stretch float64 `json:"stretch" range:"[0,10]"` // σ of log₂ of the factor for the width; the height has its inverse
	Move    float64 `json:"move" range:"[0,10]"`    // σ of the way, in sizes

	Brightness float64 `json:"brightness" range:"[0,10]"` // σ of what is added
	Contrast   float64 `json:"contrast" range:"[0,10]"`   // σ of log₂ of the factor
	LumaFlip   bool    `json:"luma_flip"`                 // bright for dark, in one of two, hue and saturation kept
	Hue        float64 `json:"hue" range:"[0,1]"`         // turned by up to this share of half a turn, each way
	Saturation float64 `json:"saturation" range:"[0,10]"` // σ of log₂ of the factor
}

// BGC is the paper's choice: blitting of pixels, geometry and colour.
func BGC() Pipeline {
	return Pipeline{
		Flip: true, Turn: true, Shift: 0.125,
		Scale: 0.2, Rotate: 1, Stretch: 0.2, Move: 0.125,
		Brightness: 0.2, Contrast: 0.5, LumaFlip: true, Hue: 1, Saturation: 1,
	}
}

// How many numbers Draw needs for one image.
const (
	Uniforms = 21 // from U[0, 1)
	Normals  = 7  // from N(0, 1)
)

// Draw makes changes of random numbers: uniform [B, Uniforms], normal [B, Normals], and the
// probability p, a scalar. The two rotations are rarer: with 1 − √(1 − p) each, so that there is at
// least one with p.
func (a Pipeline) Draw(uniform, normal, p *Node) Changes {
	checkDrawn("augment.Pipeline.Draw", "uniform", uniform, -1, Uniforms)
	checkDrawn("augment.Pipeline.Draw", "normal", normal, uniform.Shape().Dimensions[0], Normals)
	u, n := columns(uniform), columns(normal)
	sometimes := func(p, x *Node) *Node { return Where(LessThan(u(), p), x, ZerosLike(x)) }
	choice := func(of int, on bool) *Node { return MulScalar(Floor(MulScalar(u(), float64(of))), number(on)) }
	within := func(most float64) *Node { return MulScalar(AddScalar(MulScalar(u(), 2), -1), most) }
	spread := func(σ float64) *Node { return MulScalar(n(), σ) }
	pRotate := OneMinus(Sqrt(OneMinus(p)))
	var c Changes
	c.Flip = sometimes(p, choice(2, a.Flip))
	c.Turns = sometimes(p, choice(4, a.Turn))
	c.ShiftX, c.ShiftY = both(sometimes, p, within(a.Shift), within(a.Shift))
	c.Scale = sometimes(p, spread(a.Scale))
	c.Before = sometimes(pRotate, within(a.Rotate*math.Pi))
	c.Stretch = sometimes(p, spread(a.Stretch))
	c.After = sometimes(pRotate, within(a.Rotate*math.Pi))
	c.MoveX, c.MoveY = both(sometimes, p, spread(a.Move), spread(a.Move))
	c.Brightness = sometimes(p, spread(a.Brightness))
	c.Contrast = sometimes(p, spread(a.Contrast))
	c.LumaFlip = sometimes(p, choice(2, a.LumaFlip))
	c.Hue = sometimes(p, within(a.Hue*math.Pi))
	c.Saturation = sometimes(p, spread(a.Saturation))
	return c
}

// both tosses one coin for two numbers.
func both(sometimes func(p, x *Node) *Node, p, x, y *Node) (*Node, *Node) {
	happens := sometimes(p, OnesLike(x))
	return Mul(happens, x), Mul(happens, y)
}

func number(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

// Changes are what happens to each image of a batch: fields [B], in this order, where 0 changes
// nothing. Columns count to the right, rows downwards, and a positive angle turns to the right.
type Changes struct {
	Flip           *Node // 1: left for right
	Turns          *Node // quarter turns: 0, 1, 2 or 3
	ShiftX, ShiftY *Node // in widths and heights, rounded to whole pixels
	Scale          *Node // log₂ of the factor
	Before         *Node // angle of the rotation before Stretch
	Stretch        *Node // log₂ of the factor for the width
	After          *Node // angle of the rotation after Stretch
	MoveX, MoveY   *Node // in widths and heights

	Brightness *Node // what is added
	Contrast   *Node // log₂ of the factor
	LumaFlip   *Node // 1: bright for dark
	Hue        *Node // angle
	Saturation *Node // log₂ of the factor
}

// Apply makes the changes in images x [B, H, W, C].
func (c Changes) Apply(x *Node) *Node {
	_, h, w, _ := imageDims("augment.Changes.Apply", x)
	return Recolour(Warp(x, c.Inverse(h, w)), c.Colours())
}

// Inverse is the matrices [B, 3, 3] for [Warp]. The last change is undone first: a place in the
// result is multiplied by the last matrix.
func (c Changes) Inverse(height, width int) *Node {
	none, one := ZerosLike(c.Flip), OnesLike(c.Flip)
	stretch := func(x, y *Node) *Node { return matrix(3, x, none, none, none, y, none, none, none, one) }
	move := func(x, y *Node) *Node { return matrix(3, one, none, x, none, one, y, none, none, one) }
	rotate := func(cos, sin *Node) *Node { return matrix(3, cos, sin, none, Neg(sin), cos, none, none, none, one) }
	back := func(share *Node, size int) *Node { return MulScalar(share, -float64(size)) }
	smaller, narrower := exp2(Neg(c.Scale)), exp2(Neg(c.Stretch))
	return times(
		stretch(OneMinus(MulScalar(c.Flip, 2)), one),
		rotate(quarters(c.Turns)),
		move(Round(back(c.ShiftX, width)), Round(back(c.ShiftY, height))),
		stretch(smaller, smaller),
		rotate(Cos(c.Before), Sin(c.Before)),
		stretch(narrower, exp2(c.Stretch)),
		rotate(Cos(c.After), Sin(c.After)),
		move(back(c.MoveX, width), back(c.MoveY, height)))
}

// quarters is the cosine and the sine of 0 to 3 quarter turns, without rounding.
func quarters(turns *Node) (cos, sin *Node) {
	return AddScalar(Abs(AddScalar(turns, -2)), -1), OneMinus(Abs(AddScalar(turns, -1)))
}

// Colours is the matrices [B, 4, 4] for [Recolour].
func (c Changes) Colours() *Node {
	none, one := ZerosLike(c.Flip), OnesLike(c.Flip)
	cos, saturation := Cos(c.Hue), exp2(c.Saturation)
	return times(
		shade(saturation, OneMinus(saturation), none, none),
		shade(cos, OneMinus(cos), Sin(c.Hue), none),
		shade(one, MulScalar(c.LumaFlip, -2), none, none),
		shade(exp2(c.Contrast), none, none, none),
		shade(one, none, none, c.Brightness))
}

// exp2 is 2ˣ.
func exp2(x *Node) *Node { return Exp(MulScalar(x, math.Ln2)) }
