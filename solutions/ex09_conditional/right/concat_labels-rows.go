//go:build ignore

// With the one-hot rows of the course, added to zeros.
package conditional

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func ConcatLabels(x, y *Node, K int) *Node {

	label := op.OneHotRows(y, K, x.DType())
	if x.Rank() > 2 {
		d := x.Shape().Dimensions
		label = Add(Reshape(label, d[0], 1, 1, K), Zeros(x.Graph(), shapes.Make(x.DType(), d[0], d[1], d[2], K)))
	}
	return Concatenate([]*Node{x, label}, -1)
}
