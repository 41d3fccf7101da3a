//go:build ignore

// As the entropy of the mean less the mean of the entropies.
package measuring

import "math"

func InceptionScore(p [][]float64) float64 {
	entropy := func(p []float64) (h float64) {
		for _, v := range p {
			if v > 0 {
				h -= v * math.Log(v)
			}
		}
		return h
	}
	marginal, mean := make([]float64, len(p[0])), 0.0
	for _, row := range p {
		mean += entropy(row) / float64(len(p))
		for k, v := range row {
			marginal[k] += v / float64(len(p))
		}
	}
	return math.Exp(entropy(marginal) - mean)
}
