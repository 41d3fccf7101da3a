//go:build ignore

// The mean divergence itself. The score is e to the power of it, so that it counts classes: from 1 to K.
package measuring

import "math"

func InceptionScore(p [][]float64) float64 {
	n := float64(len(p))
	marginal := make([]float64, len(p[0]))
	for _, row := range p {
		for k, v := range row {
			marginal[k] += v / n
		}
	}
	kl := 0.0
	for _, row := range p {
		for k, v := range row {
			if v > 0 {
				kl += v * math.Log(v/marginal[k]) / n
			}
		}
	}
	return kl
}
