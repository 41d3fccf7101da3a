//go:build ignore

// Bits in place of nats. The base of the logarithm is 2 here; nats have e.
package minimax

import "math"

func JensenShannon(p, q []float64) float64 {
	js := 0.0
	for i := range p {
		m := (p[i] + q[i]) / 2
		for _, a := range []float64{p[i], q[i]} {
			if a > 0 {
				js += a * math.Log2(a/m) / 2
			}
		}
	}
	return js
}
