//go:build ignore

// The row of the first image for all of them. Every image has a class of its own.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	label := Slice(OneHot(y, W.Shape().Dimensions[0], W.DType()), AxisElem(0)) // [1, K]
	one := Dot(label, W).Product()
	return BroadcastToDims(one, y.Shape().Dimensions[0], W.Shape().Dimensions[1])
}
