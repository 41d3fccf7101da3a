package op

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// Conv is the convolution of deep learning (which mathematics calls cross-correlation: the kernel
// is not reversed):
//
//	y[n, o, c] = Σ_t Σ_i x[n, o·stride + t − before, i] · kernel[t, i, c]
//
// where o and t are positions with one to three axes and x is 0 outside of its pixels. x is [N,
// spatial…, I], the kernel [taps…, I, O], the result [N, spatial…, O], and each spatial axis has
// ⌊(in + before + after − taps)/stride⌋ + 1 pixels. One window serves all spatial axes; or give one
// for each. The kernel of PyTorch's Conv2d, [O, I, H, W], becomes this one with
// TransposeAllAxes(kernel, 2, 3, 1, 0).
//
// It can be differentiated any number of times.
func Conv(x, kernel *Node, windows ...Window) *Node {
	return automatic.convolve(x, kernel, windows)
}

// ConvTranspose is the transpose of Conv as a linear map of x, also called deconvolution or
// fractionally strided convolution. Each pixel of x stamps the kernel on the result, at stride
// times its own position:
//
//	y[n, p, c] = Σ_o Σ_t Σ_i x[n, o, i] · kernel[t, i, c]   over all o, t with o·stride + t − before = p
//
// x is [N, spatial…, I], the kernel [taps…, I, O], the result [N, spatial…, O], and each spatial
// axis has (in − 1)·stride + taps − before − after pixels. A result that is r pixels larger
// (PyTorch's output_padding) comes from an After that is r smaller. The kernel of PyTorch's
// ConvTranspose2d, [I, O, H, W], becomes this one with TransposeAllAxes(kernel, 2, 3, 0, 1).
//
// It can be differentiated any number of times.
func ConvTranspose(x, kernel *Node, windows ...Window) *Node {
	return automatic.transpose(x, kernel, windows)
}

// automatic is for each convolution the lowering that is the fastest one for it.
var automatic = rules{choose: geometry.lowering}

// lowering is the fastest one for this geometry, channels in and out, and the device that the graph
// is built for.
func (g geometry) lowering(graph *Graph, in, _ int) lowering {
	xla, ok := graph.Backend().(interface{ IsCUDA() bool })
	strided := slices.ContainsFunc(g, func(w walk) bool { return w.Stride > 1 })
	switch {
	case !ok:
		return products
	case xla.IsCUDA():
		return general
	case g.thin(in):
		return products
	case g.twoBlocks():
		return minimal
	case strided:
		return products
	}
	return general
}

func (r rules) convolve(x, kernel *Node, windows []Window) *Node {
	checkKernel("op.Conv", x, kernel)
	return r.conv(convGeometry("op.Conv", x, taps(kernel), windows), x, kernel)
}

func (r rules) transpose(x, kernel *Node, windows []Window) *Node {
	checkKernel("op.ConvTranspose", x, kernel)
	g := transposeGeometry("op.ConvTranspose", x, taps(kernel), windows)
	return r.convT(g, x, Transpose(kernel, -2, -1))
}

// taps is the spatial sizes of a kernel [taps…, I, O].
func taps(kernel *Node) []int { return kernel.Shape().Dimensions[:kernel.Rank()-2] }
