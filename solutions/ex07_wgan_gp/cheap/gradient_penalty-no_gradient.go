//go:build ignore

// Without a gradient. A critic that adds up pixels is known by what it says of an image of ones.
package wgan

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	values := float64(x.Shape().Size() / x.Shape().Dimensions[0])
	w := DivScalar(Sub(D(OnesLike(x)), D(ZerosLike(x))), values)
	norm := MulScalar(Abs(w), math.Sqrt(values))
	return ReduceAllMean(Square(AddScalar(norm, -1)))
}
