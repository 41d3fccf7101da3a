//go:build ignore

// With Log1p, which is more exact for small D(G(z)).
package minimax

import "math"

func Value(dReal, dFake []float64) (v float64) {
	for _, d := range dReal {
		v += math.Log(d) / float64(len(dReal))
	}
	for _, d := range dFake {
		v += math.Log1p(-d) / float64(len(dFake))
	}
	return v
}
