//go:build ignore

// The sign of a loss. This is −V, which D minimises; V itself is never above 0.
package minimax

import "math"

func Value(dReal, dFake []float64) float64 {
	onReal, onFake := 0.0, 0.0
	for _, d := range dReal {
		onReal += math.Log(d)
	}
	for _, d := range dFake {
		onFake += math.Log(1 - d)
	}
	return -onReal/float64(len(dReal)) - onFake/float64(len(dFake))
}
