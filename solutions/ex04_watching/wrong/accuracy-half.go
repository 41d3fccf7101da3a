//go:build ignore

// The line drawn at ½. That is where probabilities are compared; scores are compared with 0, and σ(0) = ½.
package watching

func Accuracy(r, f []float64) float64 {
	onReal, onFake := 0.0, 0.0
	for _, s := range r {
		if s > 0.5 {
			onReal++
		}
	}
	for _, s := range f {
		if s < 0.5 {
			onFake++
		}
	}
	return (onReal/float64(len(r)) + onFake/float64(len(f))) / 2
}
