//go:build ignore

// The logarithm of the variance taken for that of the deviation. log σ² = 2·log σ: the network says the former.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Square(Div(Sub(u, mean), Exp(logVariance)))
	logN := MulScalar(Add(squares, AddScalar(MulScalar(logVariance, 2), math.Log(2*math.Pi))), -0.5)
	entropy := float64(u.Shape().Dimensions[1]) * math.Ln2
	return AddScalar(ReduceMean(ReduceSum(logN, 1), 0), entropy)
}
