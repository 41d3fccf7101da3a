package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// GeneratorBlock is one of the layers with which DCGAN's G doubles the size of an image: a transposed
// convolution with stride 2 and padding 1, then the given normalisation, then a ReLU, max(0, x).
//
// x is [B, H, W, I] and kernel [4, 4, I, O]; the result is [B, 2H, 2W, O]. norm keeps the shape.
func GeneratorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	h := op.ConvTranspose(x, kernel, op.Symmetric(2, 1))
	return MaxScalar(norm(h), 0)
}
