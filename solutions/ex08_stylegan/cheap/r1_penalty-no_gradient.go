//go:build ignore

// Without a gradient. A critic that adds up pixels is known by what it says of an image of ones.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	values := float64(x.Shape().Size() / x.Shape().Dimensions[0])
	w := DivScalar(Sub(D(OnesLike(x)), D(ZerosLike(x))), values)
	return MulScalar(ReduceAllMean(Square(w)), values/2)
}
