//go:build ignore

// The labels of other images at some of the pixels. Rows that are repeated for the whole batch and then cut
// into images fall to the wrong ones: all pixels of an image need its own row.
package conditional

import . "github.com/gomlx/gomlx/core/graph"

func ConcatLabels(x, y *Node, K int) *Node {

	d := append([]int{}, x.Shape().Dimensions...)
	d[len(d)-1] = K
	label := OneHot(y, K, x.DType())
	all := label
	for all.Shape().Size() < d[0]*K*x.Shape().Size()/(d[0]*x.Shape().Dimensions[x.Rank()-1]) {
		all = Concatenate([]*Node{all, label}, 0)
	}
	return Concatenate([]*Node{x, Reshape(all, d...)}, -1)
}
