package op

import . "github.com/gomlx/gomlx/core/graph"

// Lowerings are all there are, by name.
var Lowerings = map[string]Lowering{"products": products, "general": general}

// Lowering lets a test choose one, where users get the one that suits their device.
type Lowering = lowering

func (l lowering) Conv(x, k *Node, windows ...Window) *Node { return l.convolve(x, k, windows) }
func (l lowering) ConvTranspose(x, k *Node, windows ...Window) *Node {
	return l.transpose(x, k, windows)
}

// Rules is how many convolutions have a rule of ours.
func Rules() (n int) {
	rules.Range(func(any, any) bool { n++; return true })
	return n
}
