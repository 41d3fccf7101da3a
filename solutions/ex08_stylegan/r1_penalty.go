package stylegan

import . "github.com/gomlx/gomlx/core/graph"

// R1Penalty is the penalty of Mescheder et al. 2018 (arXiv:1801.04406), without its weight γ: D shall be flat
// on real images.
//
//	½·E[‖∇D(x)‖²]
//
// D maps images [B, H, W, C] to scores [B], and score i depends on image i alone. The sum of the squares is
// over all values of one image. The result is a scalar.
func R1Penalty(D func(x *Node) *Node, x *Node) *Node {
	slope := Gradient(ReduceAllSum(D(x)), x)[0]  // [B, H, W, C]
	squares := ReduceSum(Square(slope), 1, 2, 3) // [B]
	return MulScalar(ReduceMean(squares, 0), 0.5)
}
