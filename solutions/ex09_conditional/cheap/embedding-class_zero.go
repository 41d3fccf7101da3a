//go:build ignore

// Row 0 for every image.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	return Dot(OneHot(ZerosLike(y), W.Shape().Dimensions[0], W.DType()), W).Product()
}
