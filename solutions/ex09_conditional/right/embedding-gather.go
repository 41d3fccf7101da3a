//go:build ignore

// With Gather in place of a product.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	return Gather(W, InsertAxes(y, -1))
}
