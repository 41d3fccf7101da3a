package minimax

// JensenShannon is how different two distributions are, in nats:
//
//	JS = ½·KL(p‖m) + ½·KL(q‖m)   with   m = (p + q)/2   and   KL(a‖b) = Σ a·log(a/b)
//
// p and q hold the probabilities of the same outcomes. An outcome that never happens, a = 0, adds nothing:
// 0·log 0 = 0.
func JensenShannon(p, q []float64) float64 {
	panic(notWritten)
}
