package loss

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
)

// SmoothedD is what D minimises with one-sided label smoothing, section 3.4 of Salimans et al. 2016
// (arXiv:1606.03498). A real image is asked to look real with probability t, the target, usually
// 0.9, rather than 1:
//
//	−E[t·log D(x) + (1 − t)·log(1 − D(x))] − E[log(1 − D(G(z)))]
//	  =  E[t·softplus(−r) + (1 − t)·softplus(r)] + E[softplus(f)]
//
// D cannot gain by being surer than t about a real image: the best r is log(t/(1 − t)), 2.2 for t =
// 0.9. Generated images keep their label 0: smoothed, it would reward G for staying where it is. t
// = 1 is [MinimaxD].
//
// The target lies in [0, 1]. TF-GAN's label_smoothing s is not 1 − t: it means t = 1 − s/2.
func SmoothedD(r, f *Node, target float64) *Node {
	checkScores("loss.SmoothedD", r, f)
	if !(target >= 0 && target <= 1) {
		panic(fmt.Errorf("loss.SmoothedD: got target %g, want the probability that D shall give a real image, 0 to 1; 0.9 is usual",
			target))
	}
	onReal := Add(MulScalar(Softplus(Neg(r)), target), MulScalar(Softplus(r), 1-target)) // [B]
	return Add(E(onReal), E(Softplus(f)))
}
