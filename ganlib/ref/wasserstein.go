package ref

// WassersteinD is −(E[D(x)] − E[D(G(z))]), Arjovsky et al. 2017 (arXiv:1701.07875), Eq. 3, with its
// sign turned.
func WassersteinD(r, f []float64) float64 { return -(mean(r, same) - mean(f, same)) }

// WassersteinG is −E[D(G(z))], Arjovsky et al. 2017, Algorithm 1, line 10.
func WassersteinG(f []float64) float64 { return -mean(f, same) }
