package minimax

import "math"

// JensenShannon is how different two distributions are, in nats:
//
//	JS = ½·KL(p‖m) + ½·KL(q‖m)   with   m = (p + q)/2   and   KL(a‖b) = Σ a·log(a/b)
//
// p and q hold the probabilities of the same outcomes. An outcome that never happens, a = 0, adds nothing:
// 0·log 0 = 0.
func JensenShannon(p, q []float64) float64 {
	js := 0.0
	for i := range p {
		m := (p[i] + q[i]) / 2
		js += term(p[i], m)/2 + term(q[i], m)/2
	}
	return js
}

// term is a·log(a/b).
func term(a, b float64) float64 {
	if a == 0 {
		return 0
	}
	return a * math.Log(a/b)
}
