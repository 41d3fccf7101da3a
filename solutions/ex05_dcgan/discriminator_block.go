package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// DiscriminatorBlock is one of the layers with which DCGAN's D halves the size of an image: a convolution with
// stride 2 and padding 1, then the given normalisation, then a leaky ReLU with slope 0.2, which is x above 0
// and 0.2·x below.
//
// x is [B, H, W, I] with H and W even, and kernel [4, 4, I, O]; the result is [B, H/2, W/2, O]. norm keeps the
// shape.
func DiscriminatorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	h := norm(op.Conv(x, kernel, op.Symmetric(2, 1)))
	return Max(h, MulScalar(h, 0.2))
}
