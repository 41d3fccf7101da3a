//go:build ignore

// Columns in place of rows. The table has a row for each class; a column has one value of every class.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	label := OneHot(y, W.Shape().Dimensions[1], W.DType())
	return Dot(label, Transpose(W, 0, 1)).Product()
}
