package wgan

import . "github.com/gomlx/gomlx/core/graph"

// GradientPenalty is the last term of Eq. 3 of Gulrajani et al. 2017 (arXiv:1704.00028), without its λ = 10:
//
//	E[(‖∇D(x̂)‖₂ − 1)²]   with   x̂ = εx + (1 − ε)x̃
//
// D maps images [B, H, W, C] to scores [B], and score i depends on image i alone. x and xTilde are
// [B, H, W, C]; epsilon is [B, 1, 1, 1]. The norm is that of one image, over all its pixels and channels.
//
// The result is a scalar, and has a slope where the critic is flat, too: add 1e-12 under the root, since the
// root of 0 has none.
func GradientPenalty(D func(x *Node) *Node, x, xTilde, epsilon *Node) *Node {
	xHat := Add(Mul(epsilon, x), Mul(OneMinus(epsilon), xTilde)) // [B, H, W, C]
	slope := Gradient(ReduceAllSum(D(xHat)), xHat)[0]            // [B, H, W, C]
	norm := Sqrt(AddScalar(ReduceSum(Square(slope), 1, 2, 3), 1e-12))
	return ReduceMean(Square(AddScalar(norm, -1)), 0)
}
