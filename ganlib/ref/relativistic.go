package ref

import "fmt"

// RelativisticD is −E[log σ(D(x) − D(G(z)))] over pairs, Jolicoeur-Martineau 2018
// (arXiv:1807.00734), RSGAN.
func RelativisticD(r, f []float64) float64 { return -mean(differences(r, f), LogSigmoid) }

// RelativisticG is −E[log σ(D(G(z)) − D(x))] over pairs.
func RelativisticG(r, f []float64) float64 { return -mean(differences(f, r), LogSigmoid) }

// RelativisticAverageD is −E[log σ(r − E[f])] − E[log(1 − σ(f − E[r]))], Jolicoeur-Martineau 2018,
// RaSGAN.
func RelativisticAverageD(r, f []float64) float64 {
	r, f = minusMean(r, f), minusMean(f, r)
	return -mean(r, LogSigmoid) - mean(f, logOneMinusSigmoid)
}

// RelativisticAverageG is −E[log(1 − σ(r − E[f]))] − E[log σ(f − E[r])].
func RelativisticAverageG(r, f []float64) float64 {
	r, f = minusMean(r, f), minusMean(f, r)
	return -mean(r, logOneMinusSigmoid) - mean(f, LogSigmoid)
}

// differences is a[i] − b[i].
func differences(a, b []float64) []float64 {
	if len(a) != len(b) {
		panic(fmt.Errorf("ref: %d scores cannot be paired with %d", len(a), len(b)))
	}
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// minusMean is a[i] − E[b].
func minusMean(a, b []float64) []float64 {
	d, m := make([]float64, len(a)), mean(b, same)
	for i := range a {
		d[i] = a[i] - m
	}
	return d
}
