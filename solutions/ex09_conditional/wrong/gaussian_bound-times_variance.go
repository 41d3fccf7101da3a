//go:build ignore

// Squares times σ² in place of divided by it. Then Q is paid for being unsure where it is right.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Mul(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(Add(squares, AddScalar(logVariance, math.Log(2*math.Pi))), -0.5)
	entropy := float64(u.Shape().Dimensions[1]) * math.Ln2
	return AddScalar(ReduceMean(ReduceSum(logN, 1), 0), entropy)
}
