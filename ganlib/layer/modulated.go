package layer

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/op"
)

// Modulated is StyleGAN2's convolution with weights of its own for every image (Karras et al. 2020,
// arXiv:1912.04958, section 2.2). A style s_i, an affine map of w, scales what comes in on channel
// i; demodulation then brings what goes out on channel j back to the size that it had:
//
//	w′_ijk = s_i·w_ijk                                Eq. 1
//	w″_ijk = w′_ijk/√(Σ_ik w′_ijk² + 1e-8)            Eq. 3
//
// So a style can make a channel matter more or less, and cannot make the image as a whole louder;
// that is what AdaIN was for, without the droplets that AdaIN left in the images.
//
// # Design
//
// Weights for every image would be a convolution with groups. But a factor for an input can be
// applied to the input, and one for an output to the output; what is left is one convolution for
// all images. The tests hold it against the other form.
type Modulated struct {
	Kernel     int       // taps along each axis, odd
	Demodulate bool      // Eq. 3; not where an image is made of the channels
	Up         []float64 // a filter such as op.Binomial(): the image becomes twice as large, smoothed by it; nil: it keeps its size
}

// Apply maps x [B, H, W, in] and w [B, W] to [B, H, W, out], or [B, 2H, 2W, out] with Up. There is
// no bias. Scope s holds the weights as [Equalized] does; the affine map lies in s/style, and its
// bias starts at 1.
func (m Modulated) Apply(s *model.Scope, x, w *Node, out int) *Node {
	if x.Rank() != 4 || w.Rank() != 2 || w.Shape().Dimensions[0] != x.Shape().Dimensions[0] {
		panic(fmt.Errorf("layer.Modulated %q: want x [B, H, W, channels] and w [B, W], one for each image, got x %s and w %s",
			s.Scope(), x.Shape(), w.Shape()))
	}
	if m.Kernel%2 == 0 {
		panic(fmt.Errorf("layer.Modulated %q: Kernel is %d, want an odd number: the middle tap lies on the pixel", s.Scope(), m.Kernel))
	}
	b, in := x.Shape().Dimensions[0], x.Shape().Dimensions[3]
	style := Equalized{Rate: 1, Bias: true, From: 1}.Dense(s.At("style"), w, in) // [B, in]
	W := Equalized{Rate: 1}.kernel("layer.Modulated", s, x, out, m.Kernel)       // [k, k, in, out]
	y := m.convolve(Mul(x, Reshape(style, b, 1, 1, in)), W)                      // Eq. 1
	if m.Demodulate {
		square := op.Sum(Square(W), 0, 1)                                   // [in, out]
		size := Sqrt(AddScalar(Dot(Square(style), square).Product(), 1e-8)) // [B, out]
		y = Div(y, Reshape(size, b, 1, 1, out))                             // Eq. 3
	}
	return y
}

// convolve keeps the size of x, or doubles it: the kernel is stamped with stride 2, and the filter
// smooths what lies between the stamps (Karras et al. 2018, section 2). Place for place the result
// lies where [op.Upsample] with the same filter puts it.
func (m Modulated) convolve(x, W *Node) *Node {
	if m.Up == nil {
		return op.Conv(x, W, op.Same(m.Kernel))
	}
	extra := len(m.Up) + 1 - m.Kernel // padding in all
	y := op.ConvTranspose(x, W, op.Window{Stride: 2})
	return MulScalar(op.Blur(y, m.Up, (extra+1)/2, extra/2), 4)
}

// AdaIN is adaptive instance normalisation, with which StyleGAN1 applies a style (Huang and
// Belongie 2017, arXiv:1703.06868; Karras et al. 2018, arXiv:1812.04948, Eq. 1): each channel of
// each image of x [B, H, W, C] is brought to mean 0 and deviation 1 over its positions, then scaled
// and shifted by an affine map of w [B, W]:
//
//	y_s·(x − μ(x))/σ(x) + y_b
//
// y_s starts around 1 and y_b around 0. 1e-8 is added to the variance, as in the authors' program.
func AdaIN(s *model.Scope, x, w *Node) *Node {
	if x.Rank() != 4 || w.Rank() != 2 || w.Shape().Dimensions[0] != x.Shape().Dimensions[0] {
		panic(fmt.Errorf("layer.AdaIN %q: want x [B, H, W, channels] and w [B, W], one for each image, got x %s and w %s", s.Scope(),
			x.Shape(), w.Shape()))
	}
	const ε = 1e-8
	b, c := x.Shape().Dimensions[0], x.Shape().Dimensions[3]
	off := Sub(x, ReduceAndKeep(x, op.Mean, 1, 2))
	flat := Div(off, Sqrt(AddScalar(ReduceAndKeep(Square(off), op.Mean, 1, 2), ε)))
	scale := Equalized{Rate: 1, Bias: true, From: 1}.Dense(s.At("scale"), w, c)
	shift := Equalized{Rate: 1, Bias: true}.Dense(s.At("shift"), w, c)
	return Add(Mul(flat, Reshape(scale, b, 1, 1, c)), Reshape(shift, b, 1, 1, c))
}
