//go:build ignore

// One mean over all notes. Each kind has a mean of its own, and V is the sum of the two.
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
	return v / float64(len(dReal)+len(dFake))
}
