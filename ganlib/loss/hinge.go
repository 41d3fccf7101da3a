package loss

import . "github.com/gomlx/gomlx/core/graph"

// HingeD is what D minimises with the hinge loss of Lim & Ye 2017 (arXiv:1705.02894), here Eq. 16
// of Miyato et al. 2018 (arXiv:1802.05957) with its sign turned:
//
//	−E[min(0, −1 + D(x))] − E[min(0, −1 − D(G(z)))]  =  E[max(0, 1 − r)] + E[max(0, 1 + f)]
//
// Only scores inside the margin count: a real one below 1, a generated one above −1. The gradient
// is 0 beyond the margin; on it, where there is no derivative, it is that of the inside.
func HingeD(r, f *Node) *Node {
	checkScores("loss.HingeD", r, f)
	return Add(E(MaxScalar(OneMinus(r), 0)), E(MaxScalar(AddScalar(f, 1), 0)))
}

// HingeG is what G minimises beside [HingeD], Eq. 17 of Miyato et al. 2018:
//
//	−E[D(G(z))]  =  −E[f]
//
// It has no margin, and is the same number as [WassersteinG].
func HingeG(f *Node) *Node {
	checkScores("loss.HingeG", f)
	return Neg(E(f))
}
