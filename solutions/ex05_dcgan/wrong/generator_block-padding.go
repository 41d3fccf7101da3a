//go:build ignore

// Padding 0. The image becomes two pixels too large along each side: (H − 1)·2 + 4 = 2H + 2.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func GeneratorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	return MaxScalar(norm(op.ConvTranspose(x, kernel, op.Window{Stride: 2})), 0)
}
