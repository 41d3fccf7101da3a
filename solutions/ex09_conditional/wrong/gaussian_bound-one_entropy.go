//go:build ignore

// The entropy of one code. H(u) is log 2 for each of the n codes.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Div(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(Add(squares, AddScalar(logVariance, math.Log(2*math.Pi))), -0.5)
	return AddScalar(ReduceMean(ReduceSum(logN, 1), 0), math.Ln2)
}
