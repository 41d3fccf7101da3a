//go:build ignore

// The label at one pixel only. A convolution sees a few pixels at a time, so it has to be told the class at
// each of them.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	label := OneHot(y, K, x.DType())
	if x.Rank() == 4 {
		d[3] = K
		corner := OneHot(ZerosLike(y), d[1]*d[2], x.DType())
		label = Mul(Reshape(corner, d[0], d[1], d[2], 1), Reshape(label, d[0], 1, 1, K))
	}
	return Concatenate([]*Node{x, label}, -1)
}
