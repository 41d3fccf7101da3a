package conditional

import . "github.com/gomlx/gomlx/core/graph"

// ConditionalBatchNorm is batch normalisation that is scaled and shifted by the class of each image (Dumoulin et
// al. 2016, arXiv:1610.07629; for classes in the generator of Miyato and Koyama 2018, arXiv:1802.05637):
//
//	(1 + γ_y)·x̂ + β_y   with   x̂ = (x − μ)/√(σ² + 1e-5)
//
// μ and σ² are the mean and the variance of each channel over the whole batch, of all classes together. x is
// [B, H, W, C], y are classes, integers [B] from 0 to K − 1, and gamma and beta are tables [K, C] of which each
// class has a row.
func ConditionalBatchNorm(x, y, gamma, beta *Node) *Node {
	panic(notWritten)
}
