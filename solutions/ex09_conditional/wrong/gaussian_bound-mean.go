//go:build ignore

// The mean over the codes. What several codes tell adds up.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Div(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(Add(squares, AddScalar(logVariance, math.Log(2*math.Pi))), -0.5)
	return AddScalar(ReduceAllMean(logN), math.Ln2)
}
