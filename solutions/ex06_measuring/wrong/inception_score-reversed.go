//go:build ignore

// The divergence the other way round, KL(p(y) ‖ p(y|x)). It is infinite as soon as the classifier excludes a
// class.
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
			if marginal[k] > 0 {
				kl += marginal[k] * math.Log(marginal[k]/v) / n
			}
		}
	}
	return math.Exp(kl)
}
