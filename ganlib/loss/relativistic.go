package loss

import . "github.com/gomlx/gomlx/core/graph"

// RelativisticD is what D minimises in the relativistic GAN of Jolicoeur-Martineau 2018
// (arXiv:1807.00734, RSGAN), the loss of R3GAN (Huang et al. 2025, arXiv:2501.05441, RpGAN). Real
// and generated images come in pairs, and D says by how much the real one looks more real:
//
//	−E[log σ(D(x) − D(G(z)))]  =  E[softplus(−(r − f))]
//
// r and f have the same length: r[i] is compared with f[i]. A number added to all scores changes
// nothing.
func RelativisticD(r, f *Node) *Node {
	checkPairs("loss.RelativisticD", r, f)
	return E(Softplus(Neg(Sub(r, f))))
}

// RelativisticG is what G minimises beside [RelativisticD]: generated images shall look more real
// than real ones.
//
//	−E[log σ(D(G(z)) − D(x))]  =  E[softplus(−(f − r))]
//
// It needs the scores of real images too, unlike the losses for G of other papers.
func RelativisticG(r, f *Node) *Node {
	checkPairs("loss.RelativisticG", r, f)
	return E(Softplus(Neg(Sub(f, r))))
}

// RelativisticAverageD is what D minimises in RaSGAN of Jolicoeur-Martineau 2018
// (arXiv:1807.00734). Each image is compared with the average of the other kind:
//
//	−E[log σ(r − E[f])] − E[log(1 − σ(f − E[r]))]  =  E[softplus(−(r − E[f]))] + E[softplus(f − E[r])]
//
// It is the sum of the two terms; some programs take half of it. It is log 4 where D cannot tell.
func RelativisticAverageD(r, f *Node) *Node {
	checkScores("loss.RelativisticAverageD", r, f)
	return Add(E(Softplus(Neg(Sub(r, E(f))))), E(Softplus(Sub(f, E(r)))))
}

// RelativisticAverageG is what G minimises beside [RelativisticAverageD], the same with real and
// generated exchanged:
//
//	−E[log(1 − σ(r − E[f]))] − E[log σ(f − E[r])]  =  E[softplus(r − E[f])] + E[softplus(−(f − E[r]))]
func RelativisticAverageG(r, f *Node) *Node {
	checkScores("loss.RelativisticAverageG", r, f)
	return Add(E(Softplus(Sub(r, E(f)))), E(Softplus(Neg(Sub(f, E(r))))))
}
