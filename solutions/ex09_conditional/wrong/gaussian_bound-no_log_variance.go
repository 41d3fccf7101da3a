//go:build ignore

// The log σ² beside the squares left out. It is what being unsure costs: without it Q says that it knows
// nothing, and pays nothing.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Div(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(AddScalar(squares, math.Log(2*math.Pi)), -0.5)
	entropy := float64(u.Shape().Dimensions[1]) * math.Ln2
	return AddScalar(ReduceMean(ReduceSum(logN, 1), 0), entropy)
}
