//go:build ignore

// The ratio p/q. It says how many times as common real data are, and is no probability: it can be above 1.
package minimax

func OptimalD(p, q float64) float64 {
	if p+q == 0 {
		return 0.5
	}
	return p / q
}
