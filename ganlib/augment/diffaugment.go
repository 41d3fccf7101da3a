package augment

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/op"
)

// DiffAugment is differentiable augmentation (Zhao et al. 2020, arXiv:2006.10738, section 3 and the
// authors' program): every image is changed in all of these ways, in the order of the fields. 0
// leaves one out.
type DiffAugment struct {
	Brightness float64 `json:"brightness" range:"[0,10]"` // U(−Brightness, Brightness) is added
	// the distance from the mean of a pixel's channels times U(1 − Saturation, 1 + Saturation)
	Saturation float64 `json:"saturation" range:"[0,10]"`
	// the distance from the mean of the image times U(1 − Contrast, 1 + Contrast)
	Contrast float64 `json:"contrast" range:"[0,10]"`
	// by whole pixels, up to this share of the size each way, with zeros behind
	Translation float64 `json:"translation" range:"[0,1]"`
	// sides of a rectangle of zeros, as a share of the size; some of it may lie outside
	Cutout float64 `json:"cutout" range:"[0,1]"`
}

// PaperDiffAugment has the numbers of the authors' program.
func PaperDiffAugment() DiffAugment {
	return DiffAugment{Brightness: 0.5, Saturation: 1, Contrast: 0.5, Translation: 0.125, Cutout: 0.5}
}

// DiffUniforms is how many numbers Change needs for one image.
const DiffUniforms = 7

// Apply changes images x [B, H, W, C]. Every call draws anew, from the store's generator.
func (d DiffAugment) Apply(s *model.Scope, x *Node) *Node {
	return d.Change(x, s.RandomUniform(x.Graph(), shapes.Make(x.DType(), x.Shape().Dimensions[0], DiffUniforms)))
}

// Change changes images x [B, H, W, C] as the numbers say: uniform [B, DiffUniforms], from U[0, 1).
func (d DiffAugment) Change(x, uniform *Node) *Node {
	b, h, w, _ := imageDims("augment.DiffAugment.Change", x)
	checkDrawn("augment.DiffAugment.Change", "uniform", uniform, b, DiffUniforms)
	u := columns(uniform)
	within := func(most float64) *Node { return perImage(MulScalar(AddScalar(MulScalar(u(), 2), -1), most)) }
	x = Add(x, within(d.Brightness))
	x = awayFrom(ReduceAndKeep(x, op.Mean, 3), x, within(d.Saturation))
	x = awayFrom(ReduceAndKeep(x, op.Mean, 1, 2, 3), x, within(d.Contrast))
	x = translate(x, u(), u(), pixels(h, d.Translation), pixels(w, d.Translation))
	rows := cut(u(), h, pixels(h, d.Cutout))
	columns := cut(u(), w, pixels(w, d.Cutout))
	hole := And(Reshape(rows, b, h, 1, 1), Reshape(columns, b, 1, w, 1)) // [B, H, W, 1]
	return Where(BroadcastToShape(hole, shapes.Make(dtypes.Bool, x.Shape().Dimensions...)), ZerosLike(x), x)
}

// awayFrom is x with 1 + more times its distance from the mean.
func awayFrom(mean, x, more *Node) *Node { return Add(x, Mul(Sub(x, mean), more)) }

// pixels is a share of a size, rounded.
func pixels(size int, share float64) int { return int(float64(size)*share + 0.5) }

// below turns u from U[0, 1) into whole numbers from 0 to n − 1, all alike.
func below(u *Node, n int) *Node {
	whole := Floor(MulScalar(u, float64(n)))
	return ConvertDType(MinScalar(whole, float64(n-1)), dtypes.Int32) // a u next to 1 may have been rounded up
}

// translate moves images by up to down and right pixels, either way, as far as u and v from U[0, 1)
// say. Every pixel of the result is one of an image with a margin of zeros.
func translate(x, u, v *Node, down, right int) *Node {
	b, h, w, c := imageDims("augment.DiffAugment.Change", x)
	wide := margin(margin(x, 1, down), 2, right)
	pixel := func(axis int) *Node { return Iota(x.Graph(), shapes.Make(dtypes.Int32, b, h, w), axis) }
	start := func(u *Node, most int) *Node { return Reshape(below(u, 2*most+1), b, 1, 1) }
	row := Add(Add(MulScalar(pixel(0), h+2*down), pixel(1)), start(u, down))
	place := Add(Add(MulScalar(row, w+2*right), pixel(2)), start(v, right)) // in wide
	return Reshape(Gather(Reshape(wide, -1, c), Reshape(place, -1, 1)), b, h, w, c)
}

// margin adds n zeros on both ends of an axis.
func margin(x *Node, axis, n int) *Node {
	if n == 0 {
		return x
	}
	shape := x.Shape().Clone()
	shape.Dimensions[axis] = n
	zeros := Zeros(x.Graph(), shape)
	return Concatenate([]*Node{zeros, x, zeros}, axis)
}

// cut tells which of the n pixels of an axis lie in the hole, [B, n]: size of them, with their
// middle anywhere.
func cut(u *Node, n, size int) *Node {
	first := InsertAxes(AddScalar(below(u, n+1-size%2), -(size/2)), -1) // [B, 1]
	pixel := Iota(u.Graph(), shapes.Make(dtypes.Int32, 1, n), 1)
	return And(GreaterOrEqual(pixel, first), LessThan(pixel, AddScalar(first, size)))
}
