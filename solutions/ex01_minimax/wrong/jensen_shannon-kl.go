//go:build ignore

// The Kullback–Leibler divergence of p and q. It is infinite where q is 0 and p is not; Jensen–Shannon compares
// each of the two with their middle, m.
package minimax

import "math"

func JensenShannon(p, q []float64) float64 {
	kl := 0.0
	for i := range p {
		if p[i] > 0 {
			kl += p[i] * math.Log(p[i]/q[i])
		}
	}
	return kl
}
