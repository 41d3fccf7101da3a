package layer

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// ConcatLabels gives x, noise [B, Z] or images [B, spatial…, C], the classes y, integers [B] from 0 to classes−1, as one-hot
// values beside its own: the class is one more input of both players (Mirza and Osindero 2014, arXiv:1411.1784,
// section 3.2), for images in the form that convolutions can read, a map for each class. A class outside of the range
// gives zeros.
func ConcatLabels(x, y *Node, classes int) *Node {
	if y.Rank() != 1 || !y.DType().IsInt() || classes < 1 {
		panic(fmt.Errorf("layer.ConcatLabels: want classes y, integers [B], and at least 1 of them, got y %s and %d classes", y.Shape(), classes))
	}
	return ConcatCondition(x, op.OneHotRows(y, classes, x.DType()))
}

// ConcatCondition gives x the values c [B, D] beside its own: [B, Z] becomes [B, Z+D], and images [B, spatial…, C] become
// [B, spatial…, C+D], with each value of c as a map that is the same everywhere. c may be one-hot classes, learnt vectors
// ([Embedding]), continuous codes, or several of these after one another.
func ConcatCondition(x, c *Node) *Node {
	if x.Rank() < 2 || c.Rank() != 2 || x.DType() != c.DType() || x.Shape().Dimensions[0] != c.Shape().Dimensions[0] {
		panic(fmt.Errorf("layer.ConcatCondition: want x [B, …, C] and a condition [B, D] of the same type for it, got %s and %s", x.Shape(), c.Shape()))
	}
	dims := append([]int{}, x.Shape().Dimensions...)
	dims[len(dims)-1] = c.Shape().Dimensions[1]
	return Concatenate([]*Node{x, BroadcastToDims(overPositions(c, x), dims...)}, -1)
}
