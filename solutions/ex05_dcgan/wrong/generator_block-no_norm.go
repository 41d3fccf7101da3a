//go:build ignore

// The normalisation left out.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func GeneratorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	return MaxScalar(op.ConvTranspose(x, kernel, op.Symmetric(2, 1)), 0)
}
