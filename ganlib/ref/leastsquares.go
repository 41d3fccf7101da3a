package ref

// LeastSquaresD is ½·E[(D(x) − b)²] + ½·E[(D(G(z)) − a)²], Mao et al. 2016 (arXiv:1611.04076), Eq.
// 2.
func LeastSquaresD(r, f []float64, a, b float64) float64 {
	onReal := mean(r, func(r float64) float64 { return (r - b) * (r - b) })
	onFake := mean(f, func(f float64) float64 { return (f - a) * (f - a) })
	return onReal/2 + onFake/2
}

// LeastSquaresG is ½·E[(D(G(z)) − c)²], Mao et al. 2016, Eq. 2.
func LeastSquaresG(f []float64, c float64) float64 {
	return mean(f, func(f float64) float64 { return (f - c) * (f - c) }) / 2
}
