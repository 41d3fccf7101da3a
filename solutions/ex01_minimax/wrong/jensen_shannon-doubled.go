//go:build ignore

// No halves before the two divergences. This is 2·JS, as it stands in V = −log 4 + 2·JS.
package minimax

import "math"

func JensenShannon(p, q []float64) float64 {
	js := 0.0
	for i := range p {
		m := (p[i] + q[i]) / 2
		for _, a := range []float64{p[i], q[i]} {
			if a > 0 {
				js += a * math.Log(a/m)
			}
		}
	}
	return js
}
