//go:build ignore

// A softmax of the one-hot row. It mixes the rows of all classes; one-hot is sharp already.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	label := Softmax(OneHot(y, W.Shape().Dimensions[0], W.DType()))
	return Dot(label, W).Product()
}
