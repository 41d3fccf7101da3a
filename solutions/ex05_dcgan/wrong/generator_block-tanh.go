//go:build ignore

// Tanh in place of ReLU. DCGAN has it in the last layer of G only.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func GeneratorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	return Tanh(norm(op.ConvTranspose(x, kernel, op.Symmetric(2, 1))))
}
