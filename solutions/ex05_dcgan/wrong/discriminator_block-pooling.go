//go:build ignore

// Every pixel computed and every second one kept, from the wrong one on. With stride 2 and padding 1 the first
// kernel begins one pixel before the image.
package dcgan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func DiscriminatorBlock(x, kernel *Node, norm func(x *Node) *Node) *Node {
	h := norm(op.Conv(x, kernel, op.Window{Stride: 2, After: 2}))
	return Max(h, MulScalar(h, 0.2))
}
