//go:build ignore

// With the deviation, σ = exp(½·log σ²), and the density in three terms.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	σ := Exp(MulScalar(logVariance, 0.5))
	z := Div(Sub(u, mean), σ)
	logN := AddScalar(Sub(MulScalar(Square(z), -0.5), Log(σ)), -math.Log(2*math.Pi)/2)
	return ReduceMean(ReduceSum(AddScalar(logN, math.Ln2), 1), 0)
}
