//go:build ignore

// A table that does not learn. With StopGradient the values are right, but no loss ever moves a row.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	label := OneHot(y, W.Shape().Dimensions[0], W.DType())
	return StopGradient(Dot(label, W).Product())
}
