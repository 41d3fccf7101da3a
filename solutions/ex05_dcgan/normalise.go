package dcgan

import . "github.com/gomlx/gomlx/core/graph"

// Normalise is batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167) as it is while a network trains:
//
//	y = γ·(x − μ)/√(σ² + 1e-5) + β
//
// x is [B, H, W, C]. μ and σ² are the mean and the variance of each channel over the batch and all positions;
// the variance is the mean square of what is left, divided by all B·H·W values. gamma and beta are [C]. The
// result has the shape of x.
func Normalise(x, gamma, beta *Node) *Node {
	μ := ReduceAndKeep(x, ReduceMean, 0, 1, 2) // [1, 1, 1, C]
	off := Sub(x, μ)
	variance := ReduceAndKeep(Square(off), ReduceMean, 0, 1, 2)
	y := Div(off, Sqrt(AddScalar(variance, 1e-5)))
	return Add(Mul(y, Reshape(gamma, 1, 1, 1, -1)), Reshape(beta, 1, 1, 1, -1))
}
