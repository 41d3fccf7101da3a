//go:build ignore

// The entropy of a Gaussian. The codes are from U(−1, 1), whose entropy is log 2 each; ½·log 2πe is that of
// N(0, 1).
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Div(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(Add(squares, AddScalar(logVariance, math.Log(2*math.Pi))), -0.5)
	entropy := float64(u.Shape().Dimensions[1]) * 0.5 * math.Log(2*math.Pi*math.E)
	return AddScalar(ReduceMean(ReduceSum(logN, 1), 0), entropy)
}
