package loss

import . "github.com/gomlx/gomlx/core/graph"

// MinimaxD is what D minimises: −V(D, G), Eq. 1 of Goodfellow et al. 2014 (arXiv:1406.2661), with
// D(x) = σ(r):
//
//	−E[log D(x)] − E[log(1 − D(G(z)))]  =  E[softplus(−r)] + E[softplus(f)]
//
// It is log 4 where D cannot tell (r = f = 0), the value at the equilibrium.
func MinimaxD(r, f *Node) *Node {
	checkScores("loss.MinimaxD", r, f)
	return Add(E(Softplus(Neg(r))), E(Softplus(f)))
}

// MinimaxG is what G minimises in Eq. 1 of Goodfellow et al. 2014:
//
//	E[log(1 − D(G(z)))]  =  −E[softplus(f)]
//
// Its gradient vanishes where D is sure that the images are generated (f ≪ 0): it saturates.
func MinimaxG(f *Node) *Node {
	checkScores("loss.MinimaxG", f)
	return Neg(E(Softplus(f)))
}

// NonSaturatingG is the loss for G that Goodfellow et al. 2014 use in practice (section 3):
//
//	−E[log D(G(z))]  =  E[softplus(−f)]
//
// It has the same fixed point as MinimaxG, and its gradient is largest where MinimaxG's vanishes.
func NonSaturatingG(f *Node) *Node {
	checkScores("loss.NonSaturatingG", f)
	return E(Softplus(Neg(f)))
}
