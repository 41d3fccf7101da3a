package op

import (
	"runtime"
	"sync"
	"weak"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// general is the lowering to the backend's own convolution, which cuDNN serves on a GPU.
//
// The number ⟨conv(x, k), u⟩ is linear in each of the image x, the kernel k and the cotangent u. Its gradients are
//
//	by u: conv(x, k)   [N, out…, O]
//	by x: convT(u, k)  [N, in…, I]
//	by k: convK(x, u)  [taps…, I, O]
//
// and the gradients of each of the three are the other two. Each is one general convolution, with the stride as a stride,
// as a dilation of the image or as a dilation of the kernel; so three lines of rules close all orders.
var general = lowering{conv: geometry.conv, convT: geometry.convT}

func (g geometry) conv(x, k *Node) *Node {
	c := g.call()
	for i, w := range g {
		c.strides[i], c.paddings[i] = w.Stride, [2]int{w.Before, w.After}
	}
	return own(c.node(x, k), func(x, k, v *Node) []*Node { return []*Node{g.convT(v, k), g.convK(x, v)} })
}

// convT meets each pixel with the reversed kernel, after stride − 1 zeros have been put between the values of u.
func (g geometry) convT(u, k *Node) *Node {
	c := g.call()
	for i, w := range g {
		c.inputDilations[i] = w.Stride
		c.paddings[i] = [2]int{w.kernel - 1 - w.Before, w.kernel - 1 - w.After + w.overhang()}
	}
	c.axes.KernelInputChannels, c.axes.KernelOutputChannels = c.axes.KernelOutputChannels, c.axes.KernelInputChannels
	return own(c.node(u, g.reverse(k)), func(u, reversed, v *Node) []*Node {
		return []*Node{g.conv(v, g.reverse(reversed)), g.reverse(g.convK(v, u))}
	})
}

// convK takes u as a kernel whose taps are stride pixels apart, and sums over the batch where the others sum over channels.
// Its padding at the end is negative, which cuts off, where there are pixels that no tap meets.
func (g geometry) convK(x, u *Node) *Node {
	c := g.call()
	for i, w := range g {
		c.kernelDilations[i] = w.Stride
		c.paddings[i] = [2]int{w.Before, w.After - w.overhang()}
	}
	a := &c.axes
	a.InputBatch, a.InputChannels = a.InputChannels, a.InputBatch
	a.KernelSpatial, a.KernelInputChannels, a.KernelOutputChannels = a.InputSpatial, 0, len(g)+1
	a.OutputSpatial, a.OutputBatch, a.OutputChannels = count(0, len(g)), len(g), len(g)+1
	return own(c.node(x, u), func(x, u, v *Node) []*Node { return []*Node{g.convT(u, v), g.conv(x, v)} })
}

// reverse turns the kernel around in all spatial axes.
func (g geometry) reverse(k *Node) *Node { return Reverse(k, count(0, len(g))...) }

// call is what ConvGeneral is told.
type call struct {
	axes                                     ConvolveAxesConfig
	strides, inputDilations, kernelDilations []int
	paddings                                 [][2]int
}

// call starts one with images [N, spatial…, C], a kernel [taps…, I, O], and strides and dilations of 1.
func (g geometry) call() call {
	n := len(g)
	return call{
		axes: ConvolveAxesConfig{
			InputBatch: 0, InputSpatial: count(1, n), InputChannels: n + 1,
			KernelSpatial: count(0, n), KernelInputChannels: n, KernelOutputChannels: n + 1,
			OutputBatch: 0, OutputSpatial: count(1, n), OutputChannels: n + 1,
		},
		strides: ones(n), inputDilations: ones(n), kernelDilations: ones(n), paddings: make([][2]int, n),
	}
}

func (c call) node(input, kernel *Node) *Node {
	return ConvGeneral(input, kernel, c.axes, c.strides, c.paddings, c.inputDilations, c.kernelDilations, 1, 1)
}

// count is n numbers from the first on.
func count(first, n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = first + i
	}
	return numbers
}

func ones(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = 1
	}
	return numbers
}

// rule gives the gradients by the two inputs a and b of a node, from the gradient v by its output.
type rule func(a, b, v *Node) []*Node

// rules holds those of the convolutions that this package made: weak.Pointer[Node] to rule. A rule must not hold nodes,
// or it would keep its own entry alive.
var rules sync.Map

// own gives a new node its rule, for as long as the node lives.
func own(node *Node, r rule) *Node {
	key := weak.Make(node)
	rules.Store(key, r)
	runtime.AddCleanup(node, func(key weak.Pointer[Node]) { rules.Delete(key) }, key)
	return node
}

// GoMLX finds the rule for a gradient by the type of the node. The one for convolutions is replaced by one that knows
// ours and leaves all others to the one that was there.
func init() {
	stock := VJPRegistration[NodeTypeConvGeneral]
	VJPRegistration[NodeTypeConvGeneral] = func(node *Node, vs []*Node, shape shapes.Shape) []*Node {
		r, ours := rules.Load(weak.Make(node))
		if !ours {
			return stock(node, vs, shape)
		}
		inputs := node.Inputs()
		return r.(rule)(inputs[0], inputs[1], vs[0])
	}
}
