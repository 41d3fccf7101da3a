package watching

// SmoothedLoss is D's loss with one-sided label smoothing (Salimans et al. 2016, arXiv:1606.03498, section
// 3.4): D shall call real images real with probability t, 0.9 for example, and not with certainty. The label of
// generated images stays 0.
//
//	−E[t·log σ(r) + (1 − t)·log(1 − σ(r))] − E[log(1 − σ(f))]
//
// r and f are scores, of real and of generated images. It is right for scores up to ±700 and beyond.
func SmoothedLoss(r, f []float64, t float64) float64 {
	panic(notWritten)
}
