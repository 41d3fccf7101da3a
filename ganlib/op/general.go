package op

import . "github.com/gomlx/gomlx/core/graph"

// general is the lowering to the backend's own convolution, which cuDNN serves on a GPU: each of
// the three is one general convolution, with the stride as a stride, as a dilation of the image or
// as a dilation of the kernel.
var general = lowering{conv: geometry.conv, convT: geometry.convT, convK: geometry.convK}

func (g geometry) conv(x, k *Node) *Node {
	c := g.call()
	for i, w := range g {
		c.strides[i], c.paddings[i] = w.Stride, [2]int{w.Before, w.After}
	}
	return c.node(x, k)
}

// convT meets each pixel with the reversed kernel, after stride − 1 zeros have been put between the
// values of u.
func (g geometry) convT(u, k *Node) *Node {
	c := g.call()
	for i, w := range g {
		c.inputDilations[i] = w.Stride
		c.paddings[i] = [2]int{w.kernel - 1 - w.Before, w.kernel - 1 - w.After + w.overhang()}
	}
	c.axes.KernelInputChannels, c.axes.KernelOutputChannels = c.axes.KernelOutputChannels, c.axes.KernelInputChannels
	return c.node(u, g.reverse(k))
}

// convK takes u as a kernel whose taps are stride pixels apart, and sums over the batch where the
// others sum over channels. Its padding at the end is negative, which cuts off, where there are
// pixels that no tap meets.
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
	return c.node(x, u)
}

// reverse turns the kernel around in all spatial axes.
func (g geometry) reverse(k *Node) *Node { return Reverse(k, count(0, len(g))...) }

// call is what ConvGeneral is told.
type call struct {
	axes                                     ConvolveAxesConfig
	strides, inputDilations, kernelDilations []int
	paddings                                 [][2]int
}

// call starts one with images [N, spatial…, C], a kernel [taps…, I, O], and strides and dilations
// of 1.
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
