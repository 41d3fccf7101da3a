package stylegan

import (
	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/op"
)

// ModulatedConv is StyleGAN2's convolution, with a kernel of its own for each image (Karras et al. 2020,
// arXiv:1912.04958, section 2.2). The style s has a factor for each channel that comes in; demodulation brings
// each channel that goes out back to its size:
//
//	w′_ijk = s_i·w_ijk                           i: channel in, j: channel out, k: tap
//	w″_ijk = w′_ijk/√(Σ_ik w′_ijk² + 1e-8)
//
// x is [B, H, W, I], kernel [3, 3, I, O] and style [B, I]; the result is [B, H, W, O], with one zero of padding
// on each side. The same comes out if x is multiplied by the style, the kernel is used as it is, and the result
// is divided by the root.
func ModulatedConv(x, kernel, style *Node) *Node {
	b, in := style.Shape().Dimensions[0], style.Shape().Dimensions[1]
	y := op.Conv(Mul(x, Reshape(style, b, 1, 1, in)), kernel, op.Symmetric(1, 1))
	squares := ReduceSum(Square(kernel), 0, 1)                           // [I, O]
	size := Sqrt(AddScalar(Dot(Square(style), squares).Product(), 1e-8)) // [B, O]
	return Div(y, Reshape(size, b, 1, 1, -1))
}
