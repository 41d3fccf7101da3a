//go:build ignore

// As if every code were read without an error.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func GaussianBound(mean, logVariance, u *Node) *Node {

	logN := MulScalar(AddScalar(logVariance, math.Log(2*math.Pi)), -0.5)
	return ReduceMean(ReduceSum(AddScalar(logN, math.Ln2), 1), 0)
}
