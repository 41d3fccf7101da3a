//go:build ignore

// No division by d in the kernel. With 2048 features the third power would be as good as all there is.
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
				sum += math.Pow(dot+1, 3)
			}
		}
		return sum
	}
	n, m := float64(len(x)), float64(len(y))
	return sum(x, x, true)/(n*(n-1)) + sum(y, y, true)/(m*(m-1)) - 2*sum(x, y, false)/(n*m)
}
