package ref

// SmoothedD is D's loss with one-sided label smoothing, Salimans et al. 2016 (arXiv:1606.03498),
// section 3.4: the cross entropy with label t on real images and label 0 on generated ones.
//
//	−E[t·log D(x) + (1 − t)·log(1 − D(x))] − E[log(1 − D(G(z)))]
func SmoothedD(r, f []float64, target float64) float64 {
	onReal := mean(r, func(r float64) float64 { return target*LogSigmoid(r) + (1-target)*logOneMinusSigmoid(r) })
	return -onReal - mean(f, logOneMinusSigmoid)
}
