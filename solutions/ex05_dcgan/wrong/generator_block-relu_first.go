//go:build ignore

// ReLU before the norm. The norm then moves what ReLU has cut off at 0, and half of it becomes negative again.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func GeneratorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	return norm(MaxScalar(op.ConvTranspose(x, kernel, op.Symmetric(2, 1)), 0))
}
