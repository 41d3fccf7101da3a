package loss

import . "github.com/gomlx/gomlx/core/graph"

// WassersteinD is what the critic minimises in WGAN, Eq. 3 and line 5 of Algorithm 1 of Arjovsky et
// al. 2017 (arXiv:1701.07875), with the sign turned:
//
//	−(E[D(x)] − E[D(G(z))])  =  E[f] − E[r]
//
// −WassersteinD is at most K times the Wasserstein distance of the two batches if D is K-Lipschitz.
// Nothing in this loss sees to it: clip the weights, or add a [GradientPenalty], or the scores run
// away.
func WassersteinD(r, f *Node) *Node {
	checkScores("loss.WassersteinD", r, f)
	return Sub(E(f), E(r))
}

// WassersteinG is what G minimises in WGAN, line 10 of Algorithm 1 of Arjovsky et al. 2017:
//
//	−E[D(G(z))]  =  −E[f]
func WassersteinG(f *Node) *Node {
	checkScores("loss.WassersteinG", f)
	return Neg(E(f))
}
