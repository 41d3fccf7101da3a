package augment

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// Recolour takes every pixel of x [B, H, W, C] for a vector (red, green, blue, 1) and multiplies it
// by the matrix of its image, C [B, 4, 4], whose last row is not read. Grey counts as a colour with
// three equal values; the first one of the result is kept. C counts as constant for the gradients.
func Recolour(x, C *Node) *Node {
	b, _, _, channels := imageDims("augment.Recolour", x)
	if C.Rank() != 3 || C.Shape().Dimensions[0] != b || C.Shape().Size() != 16*b {
		panic(fmt.Errorf("augment.Recolour: got matrices %s for %d images, want [%d, 4, 4]", C.Shape(), b, b))
	}
	C = StopGradient(C)
	column := func(j int) *Node { // [B, 1, 1, C]
		return Reshape(Slice(C, AxisRange(), AxisRange(0, channels), AxisElem(j)), b, 1, 1, channels)
	}
	y := column(3)
	for j := range 3 {
		y = Add(y, Mul(SliceAxis(x, 3, AxisElem(j%channels)), column(j)))
	}
	return y
}

// shade is the matrix [B, 4, 4] of
//
//	own·I + grey·J/3 + turn·K/√3   and then   + offset
//
// of a colour, each factor [B]: J/3 takes the mean of the three values and K/√3 is the cross
// product with the unit vector of the greys. All changes of colour are of this kind.
func shade(own, grey, turn, offset *Node) *Node {
	same := Add(own, DivScalar(grey, 3.0))
	turn = DivScalar(turn, math.Sqrt(3))
	next, last := Sub(DivScalar(grey, 3.0), turn), Add(DivScalar(grey, 3.0), turn)
	none, one := ZerosLike(own), OnesLike(own)
	return matrix(4,
		same, next, last, offset,
		last, same, next, offset,
		next, last, same, offset,
		none, none, none, one)
}

// matrix is n×n entries [B], row by row, as [B, n, n].
func matrix(n int, entries ...*Node) *Node { return Reshape(Stack(entries, -1), -1, n, n) }

// times is the product of all matrices [B, n, n], from the left to the right. It is no Dot, because
// some devices round what goes into one.
func times(first *Node, others ...*Node) *Node {
	for _, m := range others {
		first = op.Sum(Mul(InsertAxes(first, -1), InsertAxes(m, 1)), 2) // [B, i, k, 1]·[B, 1, k, j]
	}
	return first
}
