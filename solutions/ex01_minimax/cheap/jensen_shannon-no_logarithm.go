//go:build ignore

// Half the sum of the differences, times log 2. It is 0 for equal distributions and log 2 for two that never
// meet.
package minimax

import "math"

func JensenShannon(p, q []float64) float64 {
	sum := 0.0
	for i := range p {
		sum += math.Abs(p[i]-q[i]) / 2
	}
	return sum * math.Ln2
}
