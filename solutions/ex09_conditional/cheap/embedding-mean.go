//go:build ignore

// The mean of all rows, for every class.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	mean := InsertAxes(ReduceMean(W, 0), 0)
	return BroadcastToDims(mean, y.Shape().Dimensions[0], W.Shape().Dimensions[1])
}
