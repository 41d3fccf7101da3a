//go:build ignore

// Classes counted from 1. Class 0 is the first row of the table.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	label := OneHot(AddScalar(y, -1), W.Shape().Dimensions[0], W.DType())
	return Dot(label, W).Product()
}
