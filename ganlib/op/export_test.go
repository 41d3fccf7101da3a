package op

import . "github.com/gomlx/gomlx/core/graph"

// Lowerings are all there are, by name; each has every convolution, its transpose and their
// gradients.
var Lowerings = map[string]Lowering{"products": only(products), "general": only(general), "minimal": only(minimal)}

// Lowering lets a test choose one, where users get the one that suits their device.
type Lowering = rules

func only(l lowering) rules {
	return rules{choose: func(geometry, *Graph, int, int) lowering { return l }}
}

func (r rules) Conv(x, k *Node, windows ...Window) *Node { return r.convolve(x, k, windows) }
func (r rules) ConvTranspose(x, k *Node, windows ...Window) *Node {
	return r.transpose(x, k, windows)
}
