//go:build ignore

// As if every code were 0.
package conditional

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

func CategoricalBound(logits, c *Node) *Node {

	K := float64(logits.Shape().Dimensions[1])
	return AddScalar(ReduceMean(Slice(LogSoftmax(logits), AxisRange(), AxisElem(0)), 0, 1), math.Log(K))
}
