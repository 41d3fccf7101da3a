//go:build ignore

// One share over all images. Where there are more generated images than real ones, a D that says “generated” to
// everything looks good then.
package watching

func Accuracy(r, f []float64) float64 {
	n := 0.0
	for _, s := range r {
		switch {
		case s > 0:
			n++
		case s == 0:
			n += 0.5
		}
	}
	for _, s := range f {
		switch {
		case s < 0:
			n++
		case s == 0:
			n += 0.5
		}
	}
	return n / float64(len(r)+len(f))
}
