package ref

// HingeD is −E[min(0, −1 + D(x))] − E[min(0, −1 − D(G(z)))], Miyato et al. 2018 (arXiv:1802.05957),
// Eq. 16, with its sign turned.
func HingeD(r, f []float64) float64 {
	onReal := mean(r, func(r float64) float64 { return min(0, -1+r) })
	onFake := mean(f, func(f float64) float64 { return min(0, -1-f) })
	return -onReal - onFake
}

// HingeG is −E[D(G(z))], Miyato et al. 2018, Eq. 17.
func HingeG(f []float64) float64 { return -mean(f, same) }

// same is x itself: mean(f, same) is E[f].
func same(x float64) float64 { return x }
