//go:build ignore

// Sums in place of means. V grows with the number of notes then, and the kind of which there are more counts
// for more.
package minimax

import "math"

func Value(dReal, dFake []float64) float64 {
	v := 0.0
	for _, d := range dReal {
		v += math.Log(d)
	}
	for _, d := range dFake {
		v += math.Log(1 - d)
	}
	return v
}
