//go:build ignore

// The mean over pixels in place of the sum. Then γ would mean something else for each size of image.
package stylegan

import . "github.com/gomlx/gomlx/core/graph"

func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	slope := Gradient(ReduceAllSum(D(x)), x)[0]
	return MulScalar(ReduceAllMean(Square(slope)), 0.5)
}
