package augment

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// Warp moves the pixels of x [B, H, W, C]: pixel q of image b of the result shows what x has at
// inverse[b]·q, with q = (column, row, 1) counted from the middle of the image. inverse is [B, 3,
// 3]; its last row is not read.
//
// Between its pixels x is their cubic interpolation (Keys 1981, with a = −½), and beyond its edges
// its reflection about the centres of the outermost pixels, without end:
//
//	y[q] = Σ_i Σ_j k(row − i) · k(column − j) · x[i, j]   over the 4×4 pixels around (column, row)
//
// Moves by whole pixels, quarter turns of squares and mirror images are exact. Warp is linear in x;
// inverse counts as constant for the gradients.
func Warp(x, inverse *Node) *Node {
	const caller = "augment.Warp"
	b, h, w, c := imageDims(caller, x)
	if inverse.Rank() != 3 || inverse.Shape().Dimensions[0] != b || inverse.Shape().Size() != 9*b {
		panic(fmt.Errorf("%s: got matrices %s for %d images, want [%d, 3, 3]", caller, inverse.Shape(), b, b))
	}
	if h < 2 || w < 2 {
		panic(fmt.Errorf("%s: got images %s; a reflection needs at least 2 pixels in height and width", caller, x.Shape()))
	}
	column, row := positions(inverse, h, w) // [B, H·W]
	left, across := split(column, w)
	top, down := split(row, h)
	image := Iota(x.Graph(), left.Shape(), 0)
	first := Add(MulScalar(Add(MulScalar(image, h+2), top), w-1), left) // the upper left one of 16 pixels, among the fours

	fours := fourInARow(mirrored(mirrored(x, 1), 2))         // [B·(H+2)·(W−1), 4·C]
	columns := Reshape(Stack(weights(across), -1), -1, 4, 1) // [B·H·W, 4, 1]
	var y *Node
	for i, weight := range weights(down) {
		four := Gather(fours, Reshape(AddScalar(first, i*(w-1)), -1, 1))
		part := op.Sum(Mul(Reshape(four, -1, 4, c), columns), 1) // [B·H·W, C]
		y = plus(y, Mul(part, Reshape(weight, -1, 1)))
	}
	return Reshape(y, b, h, w, c)
}

// fourInARow are all pixels of x [B, H, W, C], each with the three on its right that are read
// together with it: [B·H·(W−3), 4·C]. That makes a Gather of whole rows, the only one that GoMLX
// differentiates more than once.
func fourInARow(x *Node) *Node {
	_, _, w, c := imageDims("augment.Warp", x)
	var shifted []*Node
	for j := range 4 {
		shifted = append(shifted, SliceAxis(x, 2, AxisRange(j, j+w-3)))
	}
	return Reshape(Concatenate(shifted, 3), -1, 4*c)
}

// positions are the places in x that the pixels of the result show, [B, H·W], counted from the
// centre of pixel 0.
func positions(inverse *Node, h, w int) (column, row *Node) {
	g, grid := inverse.Graph(), shapes.Make(inverse.DType(), h, w)
	middle := func(n int) float64 { return float64(n-1) / 2 }
	u := Reshape(AddScalar(Iota(g, grid, 1), -middle(w)), 1, h*w)
	v := Reshape(AddScalar(Iota(g, grid, 0), -middle(h)), 1, h*w)
	at := func(i int) *Node { // no Dot: some devices round what goes into one
		m := func(j int) *Node { return Reshape(Slice(inverse, AxisRange(), AxisElem(i), AxisElem(j)), -1, 1) }
		return Add(Add(Mul(m(0), u), Mul(m(1), v)), m(2))
	}
	return AddScalar(at(0), middle(w)), AddScalar(at(1), middle(h))
}

// split is the pixel before a position, 0 to n − 2, and the rest of the way, 0 to 1, after
// reflection into the image.
func split(position *Node, n int) (before, rest *Node) {
	r := reflect(position, n)
	floor := MinScalar(Floor(r), float64(n-2))
	return ConvertDType(floor, dtypes.Int32), StopGradient(Sub(r, floor)) // Floor has no gradient, and p comes from D
}

// reflect brings positions into [0, n − 1], as between two mirrors.
func reflect(position *Node, n int) *Node {
	last := float64(n - 1)
	turns := Floor(DivScalar(position, 2*last))
	fromLast := Abs(AddScalar(Sub(position, MulScalar(turns, 2*last)), -last))
	return MaxScalar(AddScalar(Neg(fromLast), last), 0.0) // rounding may lead past the mirror
}

// mirrored adds the pixel beyond each end of an axis.
func mirrored(x *Node, axis int) *Node {
	n := x.Shape().Dimensions[axis]
	at := func(i int) *Node { return SliceAxis(x, axis, AxisRange(i, i+1)) }
	return Concatenate([]*Node{at(1), x, at(n - 2)}, axis)
}

// weights are those of the four pixels around a place at t, 0 to 1, of the way from the second to
// the third: k(1 + t), k(t), k(1 − t) and k(2 − t) (Keys 1981, "Cubic convolution interpolation for
// digital image processing", Eq. 15).
func weights(t *Node) []*Node {
	rest := OneMinus(t)
	return []*Node{far(t), near(t), near(rest), far(rest)}
}

// near is k(t) = 3/2·t³ − 5/2·t² + 1, for 0 ≤ t ≤ 1.
func near(t *Node) *Node { return AddScalar(Mul(Square(t), AddScalar(MulScalar(t, 1.5), -2.5)), 1) }

// far is k(1 + t) = −½·t·(1 − t)², for 0 ≤ t ≤ 1.
func far(t *Node) *Node { return MulScalar(Mul(t, Square(OneMinus(t))), -0.5) }

// plus is sum + b, where the first sum is nil.
func plus(sum, b *Node) *Node {
	if sum == nil {
		return b
	}
	return Add(sum, b)
}
