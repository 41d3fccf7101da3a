package op

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
)

// Unfold lists for each position of a kernel the pixels below it. x is [N, spatial…, C] and the
// result [N, positions…, taps·C], where taps is the product of the kernel's sizes and the last axis
// runs over the taps in row order and, for each, over the channels:
//
//	y[n, o, t·C + c] = x[n, o·stride + t − before, c]
//
// A convolution is Unfold times the kernel as a matrix: Reshape(kernel, -1, O). PyTorch's unfold is
// this one for [N, C, H, W].
//
// It can be differentiated any number of times; its transpose is [Fold].
func Unfold(x *Node, kernel []int, windows ...Window) *Node {
	checkImage("op.Unfold", x)
	checkTaps("op.Unfold", x, kernel)
	return convGeometry("op.Unfold", x, kernel, windows).unfold(x)
}

// Fold is the transpose of [Unfold]: it puts each patch back where it came from and adds what
// overlaps. The patches are [N, positions…, taps·C] and the result [N, spatial…, C], with
// (positions − 1)·stride + taps − before − after pixels along each spatial axis.
//
// It can be differentiated any number of times; its transpose is [Unfold].
func Fold(patches *Node, kernel []int, windows ...Window) *Node {
	checkImage("op.Fold", patches)
	checkTaps("op.Fold", patches, kernel)
	g := transposeGeometry("op.Fold", patches, kernel, windows)
	if channels(patches)%g.taps() != 0 {
		panic(fmt.Errorf("op.Fold: the last axis of the patches %s has %d values, want a multiple of the %d taps of a kernel %v: "+
			"taps·channels",
			patches.Shape(), channels(patches), g.taps(), kernel))
	}
	return g.fold(patches)
}

func checkTaps(caller string, x *Node, kernel []int) {
	if len(kernel) != x.Rank()-2 {
		panic(fmt.Errorf("%s: got a kernel of sizes %v for x %s, want one size for each of its %d spatial axes", caller, kernel,
			x.Shape(), x.Rank()-2))
	}
}

func (g geometry) unfold(x *Node) *Node {
	return Concatenate(g.meet(x), -1)
}

func (g geometry) fold(patches *Node) *Node {
	size := channels(patches) / g.taps()
	pieces := make([]*Node, 0, g.taps())
	for _, group := range g.groups() {
		from, to := group.first*size, (group.first+group.taps)*size
		pieces = append(pieces, SliceAxis(patches, -1, AxisRange(from, to)))
	}
	return g.stamp(pieces)
}
