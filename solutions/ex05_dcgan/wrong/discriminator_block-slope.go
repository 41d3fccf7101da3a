//go:build ignore

// A slope of 0.3. That is what GoMLX's own LeakyRelu has; DCGAN's is 0.2.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func DiscriminatorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	h := norm(op.Conv(x, kernel, op.Symmetric(2, 1)))
	return Max(h, MulScalar(h, 0.3))
}
