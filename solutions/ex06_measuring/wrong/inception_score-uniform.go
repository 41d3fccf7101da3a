//go:build ignore

// The divergence from equal shares. p(y) is the mean of the rows, not 1/K: with 1/K a generator of one digit
// only would get the full score.
package measuring

import "math"

func InceptionScore(p [][]float64) float64 {
	kl := 0.0
	for _, row := range p {
		for _, v := range row {
			if v > 0 {
				kl += v * math.Log(v*float64(len(row))) / float64(len(p))
			}
		}
	}
	return math.Exp(kl)
}
