package minimax

// Value is V(D, G), what D earns on average, Eq. 1 of Goodfellow et al. 2014 (arXiv:1406.2661):
//
//	V = E[log D(x)] + E[log(1 − D(G(z)))]
//
// dReal holds D(x) for some real notes and dFake holds D(G(z)) for some forged ones: probabilities between 0
// and 1. There may be more of one kind than of the other. E is the mean.
func Value(dReal, dFake []float64) float64 {
	panic(notWritten)
}
