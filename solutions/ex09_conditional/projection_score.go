package conditional

import . "github.com/gomlx/gomlx/core/graph"

// ProjectionScore is the score that a projection discriminator gives to images as images of their classes
// (Miyato and Koyama 2018, arXiv:1802.05637, Eq. 3):
//
//	f(x, y) = V[y]·φ + ψ(φ)   with   ψ(φ) = w·φ + b   and   φ = Σ h over all positions
//
// h are the features of images, [B, H, W, D], and y their classes, integers [B] from 0 to K − 1. V is [K, D],
// with a row for each class; w is [D] and b one number. The result is [B].
func ProjectionScore(h, y, V, w, b *Node) *Node {
	φ := ReduceSum(h, 1, 2)                                              // [B, D]
	v := Dot(OneHot(y, V.Shape().Dimensions[0], V.DType()), V).Product() // [B, D]
	return Add(ReduceSum(Mul(Add(v, ExpandAxes(w, 0)), φ), 1), b)
}
