package op

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// ChannelSum adds up each channel of x [..., C] over all other axes: [C]. It can be differentiated
// any number of times; its transpose is [ChannelBroadcast].
//
// XLA on a CPU adds up over rows with little of the processor: 1.3 ms for 16×16 pixels, 128
// channels and 64 images. As a product with a row of ones it is 0.23 ms, and batch norm with its
// gradients takes a third of the time.
func ChannelSum(x *Node) *Node {
	if x.Rank() < 1 || !x.DType().IsFloat() {
		panic(fmt.Errorf("op.ChannelSum: got x %s, want floats [..., channels]", x.Shape()))
	}
	dims := x.Shape().Dimensions
	return ownLinear(x, channelSum, func(v *Node) *Node { return ChannelBroadcast(v, dims...) })
}

// ChannelBroadcast repeats v [C] for every position of an array of the given shape, whose last axis
// is C. It can be differentiated any number of times; its transpose is [ChannelSum].
func ChannelBroadcast(v *Node, dims ...int) *Node {
	if v.Rank() != 1 || len(dims) < 1 || dims[len(dims)-1] != v.Shape().Dimensions[0] || !v.DType().IsFloat() {
		panic(fmt.Errorf("op.ChannelBroadcast: got v %s for the shape %v, want floats [C], with C the last of the sizes", v.Shape(),
			dims))
	}
	wide := func(v *Node) *Node { return BroadcastToDims(ExpandLeftToRank(v, len(dims)), dims...) }
	return ownLinear(v, wide, ChannelSum)
}

func channelSum(x *Node) *Node {
	m := matrix(x)
	rows := m.Shape().Dimensions[0]
	if xla, ok := x.Graph().Backend().(interface{ IsCUDA() bool }); !ok || xla.IsCUDA() {
		return Sum(m, 0)
	}
	ones := Ones(x.Graph(), shapes.Make(x.DType(), 1, rows))
	return Reshape(Dot(ones, m).Product(), channels(x))
}
