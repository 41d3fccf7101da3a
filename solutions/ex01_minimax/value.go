package minimax

import "math"

// Value is V(D, G), what D earns on average, Eq. 1 of Goodfellow et al. 2014 (arXiv:1406.2661):
//
//	V = E[log D(x)] + E[log(1 − D(G(z)))]
//
// dReal holds D(x) for some real notes and dFake holds D(G(z)) for some forged ones: probabilities between 0
// and 1. There may be more of one kind than of the other. E is the mean.
func Value(dReal, dFake []float64) float64 {
	onReal, onFake := 0.0, 0.0
	for _, d := range dReal {
		onReal += math.Log(d)
	}
	for _, d := range dFake {
		onFake += math.Log(1 - d)
	}
	return onReal/float64(len(dReal)) + onFake/float64(len(dFake))
}
