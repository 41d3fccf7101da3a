//go:build ignore

// A ReLU that does not leak. What is below 0 has no slope then, and D passes less on to G.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func DiscriminatorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	return MaxScalar(norm(op.Conv(x, kernel, op.Symmetric(2, 1))), 0)
}
