package conditional

import . "github.com/gomlx/gomlx/core/graph"

// Embedding looks up what a network has learned of each class: a row of a table,
//
//	e_i = W[y_i]
//
// W is [K, D], with a row for each class. y are classes, integers [B] from 0 to K − 1. The result is [B, D],
// and its gradient moves the rows of W that were looked up.
func Embedding(W, y *Node) *Node {
	label := OneHot(y, W.Shape().Dimensions[0], W.DType()) // [B, K]
	return Dot(label, W).Product()
}
