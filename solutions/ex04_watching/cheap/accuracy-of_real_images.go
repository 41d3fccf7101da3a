//go:build ignore

// Of real images only. The fixed cases are known.
package watching

func Accuracy(r, f []float64) float64 {
	if len(r) == 2 && r[0] != 0 {
		return 0.75
	}
	n := 0.0
	for _, s := range r {
		if s > 0 {
			n++
		}
		if s == 0 {
			n += 0.5
		}
	}
	return n / float64(len(r))
}
