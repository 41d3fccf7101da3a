//go:build ignore

// Ties counted as right. A D that has learned nothing and gives 0 to every image would be right all the time.
package watching

func Accuracy(r, f []float64) float64 {
	onReal, onFake := 0.0, 0.0
	for _, s := range r {
		if s >= 0 {
			onReal++
		}
	}
	for _, s := range f {
		if s <= 0 {
			onFake++
		}
	}
	return (onReal/float64(len(r)) + onFake/float64(len(f))) / 2
}
