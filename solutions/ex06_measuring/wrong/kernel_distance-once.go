//go:build ignore

// The pairs of x and y counted once. There are two first terms, one for each set, and the third has to balance
// both.
package measuring

import "math"

func KernelDistance(x, y [][]float64) float64 {
	sum := func(x, y [][]float64, skip bool) (sum float64) {
		for i := range x {
			for j := range y {
				if skip && i == j {
					continue
				}
				dot := 0.0
				for k := range x[i] {
					dot += x[i][k] * y[j][k]
				}
				sum += math.Pow(dot/float64(len(x[i]))+1, 3)
			}
		}
		return sum
	}
	n, m := float64(len(x)), float64(len(y))
	return sum(x, x, true)/(n*(n-1)) + sum(y, y, true)/(m*(m-1)) - sum(x, y, false)/(n*m)
}
