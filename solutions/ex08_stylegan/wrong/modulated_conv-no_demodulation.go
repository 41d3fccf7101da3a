//go:build ignore

// No demodulation. A style could make the whole image louder, and those layers that come after would have to
// undo it.
package stylegan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

func ModulatedConv(x, kernel, style *Node) *Node {
	b, in := style.Shape().Dimensions[0], style.Shape().Dimensions[1]
	return op.Conv(Mul(x, Reshape(style, b, 1, 1, in)), kernel, op.Symmetric(1, 1))
}
