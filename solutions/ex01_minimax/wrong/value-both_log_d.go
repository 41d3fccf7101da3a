//go:build ignore

// Log D for forged notes too. The second term is log(1 − D): D earns by saying 0 to what is forged.
package minimax

import "math"

func Value(dReal, dFake []float64) float64 {
	onReal, onFake := 0.0, 0.0
	for _, d := range dReal {
		onReal += math.Log(d)
	}
	for _, d := range dFake {
		onFake += math.Log(d)
	}
	return onReal/float64(len(dReal)) + onFake/float64(len(dFake))
}
