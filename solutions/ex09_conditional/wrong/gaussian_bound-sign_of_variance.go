//go:build ignore

// The sign of the log variance turned. Where Q is unsure, σ² is large and an error counts little: (u − μ)² is
// divided by σ² = exp(log σ²).
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Mul(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(Add(squares, AddScalar(Neg(logVariance), math.Log(2*math.Pi))), -0.5)
	entropy := float64(u.Shape().Dimensions[1]) * math.Ln2
	return AddScalar(ReduceMean(ReduceSum(logN, 1), 0), entropy)
}
