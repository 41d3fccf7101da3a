package minimax

// OptimalD is D*(x), what the best D answers at a place where real data have density p and generated data have
// density q (Proposition 1 of the paper):
//
//	D* = p/(p + q)
//
// Where there are no data of either kind any answer is as good as another; say ½.
func OptimalD(p, q float64) float64 {
	if p+q == 0 {
		return 0.5
	}
	return p / (p + q)
}
