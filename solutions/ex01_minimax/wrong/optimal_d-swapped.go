//go:build ignore

// Q above the line. D* says how likely it is that something is real, so p, the density of real data, stands
// there.
package minimax

func OptimalD(p, q float64) float64 {
	if p+q == 0 {
		return 0.5
	}
	return q / (p + q)
}
