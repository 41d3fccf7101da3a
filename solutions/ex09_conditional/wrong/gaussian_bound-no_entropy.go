//go:build ignore

// H(u) left out. The slopes are right, but the value is not what the image tells about its codes: log 2 is
// missing for each of them.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	squares := Div(Square(Sub(u, mean)), Exp(logVariance))
	logN := MulScalar(Add(squares, AddScalar(logVariance, math.Log(2*math.Pi))), -0.5)
	return ReduceMean(ReduceSum(logN, 1), 0)
}
