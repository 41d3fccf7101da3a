package conditional

import . "github.com/gomlx/gomlx/core/graph"

// GaussianBound is InfoGAN's lower bound for n continuous codes, each from U(−1, 1), for a Q that says a mean μ
// and a variance σ² for each (Chen et al. 2016, arXiv:1606.03657, Eq. 5 and section 6):
//
//	L_I = E[Σ_j log N(u_j; μ_j, σ_j²)] + H(u)   with   H(u) = n·log 2
//	log N(u; μ, σ²) = −½·((u − μ)²/σ² + log σ² + log 2π)
//
// mean, logVariance (log σ², which may be any number) and the codes u are [B, n]. The result is a scalar. It is
// no loss: G and Q want it large.
func GaussianBound(mean, logVariance, u *Node) *Node {
	panic(notWritten)
}
