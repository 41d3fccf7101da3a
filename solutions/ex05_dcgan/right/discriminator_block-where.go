//go:build ignore

// With the library's leaky ReLU.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

func DiscriminatorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	return layer.LeakyReLU(norm(op.Conv(x, kernel, op.Symmetric(2, 1))), 0.2)
}
