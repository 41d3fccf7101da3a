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
	panic(notWritten)
}
