package layer

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// MinibatchStddev tells D how much the images of a batch differ: it appends to x [B, H, W, C] one
// channel with the mean standard deviation over a group of images (Karras et al. 2017,
// arXiv:1710.10196, section 3; with groups as in StyleGAN2). A generator that makes one picture
// again and again is seen at once.
//
// The batch is cut into groups of the given size, of 4 usually, and of B if that is less; B must be
// a multiple of it. A group is every (B/size)-th image, as in the authors' code. In each group: the
// standard deviation √(σ² + 1e-8) of every value over the group, with σ² the mean square deviation,
// and then the mean over positions and channels. Images of a group get the same number.
func MinibatchStddev(x *Node, size int) *Node {
	if x.Rank() != 4 || size < 1 {
		panic(fmt.Errorf("layer.MinibatchStddev: want x [B, H, W, C] and groups of at least 1, got x %s and %d", x.Shape(), size))
	}
	d := x.Shape().Dimensions
	b := d[0]
	size = min(size, b)
	if b%size != 0 {
		panic(fmt.Errorf("layer.MinibatchStddev: a batch of %d cannot be cut into groups of %d; choose a batch that is a multiple of it", b, size))
	}
	const ε = 1e-8
	groups := Reshape(x, size, b/size, d[1], d[2], d[3])
	off := Sub(groups, ReduceAndKeep(groups, op.Mean, 0))
	std := Sqrt(AddScalar(op.Mean(Square(off), 0), ε)) // [B/size, H, W, C]
	each := op.Mean(std, 1, 2, 3)                      // [B/size]
	every := BroadcastToDims(Reshape(each, 1, b/size, 1, 1, 1), size, b/size, d[1], d[2], 1)
	return Concatenate([]*Node{x, Reshape(every, b, d[1], d[2], 1)}, -1)
}
