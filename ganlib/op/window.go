package op

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
)

// Window says how a kernel moves along one spatial axis.
type Window struct {
	Stride int // pixels from one position of the kernel to the next; at least 1
	Before int // zeros added before the first pixel; at least 0 and less than the kernel's size
	After  int // zeros added after the last one; likewise
}

// Symmetric is the window with the same padding on both sides, as most papers and other libraries
// give it.
func Symmetric(stride, pad int) Window { return Window{Stride: stride, Before: pad, After: pad} }

// Same is the window of stride 1 that keeps the size of an image under a kernel of the given size.
// For an even size, which has no middle, the extra zero comes after the last pixel.
func Same(kernel int) Window { return Window{Stride: 1, Before: (kernel - 1) / 2, After: kernel / 2} }

// walk is a window that has met an image and a kernel: all the sizes along one spatial axis of a
// convolution. Tap t of the kernel, at output o, meets pixel o·Stride + t − Before.
type walk struct {
	Window
	in     int // pixels of the image
	kernel int // taps of the kernel
	out    int // positions of the kernel
}

// Pixels are counted in blocks of one stride, so that tap t = q·Stride + φ of output o lies in
// block o + q and there in place φ, its phase.

// groups is how many blocks the taps of one kernel touch.
func (w walk) groups() int { return (w.kernel + w.Stride - 1) / w.Stride }

// blocks is how many blocks all positions of the kernel touch.
func (w walk) blocks() int { return w.out + w.groups() - 1 }

// overhang is how many pixels at the end, zeros included, no position of the kernel reaches.
func (w walk) overhang() int {
	return w.in + w.Before + w.After - w.kernel - (w.out-1)*w.Stride
}

// geometry is a walk for each spatial axis.
type geometry []walk

// convGeometry is the geometry of a convolution of x [N, spatial…, C] with a kernel that has the
// given spatial sizes.
func convGeometry(caller string, x *Node, kernel []int, windows []Window) geometry {
	g := make(geometry, len(kernel))
	for i, w := range spread(caller, kernel, windows) {
		in := x.Shape().Dimensions[1+i]
		room := in + w.Before + w.After - kernel[i]
		if room < 0 {
			panic(fmt.Errorf("%s: spatial axis %d has %d pixels, %d with padding, and the kernel has %d: the kernel must fit in; x is %s; "+
				"was x halved once too often?", caller, i, in, in+w.Before+w.After, kernel[i], x.Shape()))
		}
		g[i] = walk{Window: w, in: in, kernel: kernel[i], out: room/w.Stride + 1}
	}
	return g
}

// transposeGeometry is the geometry of the convolution whose transpose takes x [N, spatial…, C] to
// the smallest image that the convolution would take to the size of x.
func transposeGeometry(caller string, x *Node, kernel []int, windows []Window) geometry {
	g := make(geometry, len(kernel))
	for i, w := range spread(caller, kernel, windows) {
		out := x.Shape().Dimensions[1+i]
		in := (out-1)*w.Stride + kernel[i] - w.Before - w.After
		if in < 1 {
			panic(fmt.Errorf("%s: along spatial axis %d the %d pixels become (%d−1)·%d + %d − %d − %d = %d, by "+
				"(pixels−1)·stride + kernel − padding; "+
				"at least 1 must be left; x is %s", caller, i, out, out, w.Stride, kernel[i], w.Before, w.After, in, x.Shape()))
		}
		g[i] = walk{Window: w, in: in, kernel: kernel[i], out: out}
	}
	return g
}

// spread checks the windows and gives each axis its own.
func spread(caller string, kernel []int, windows []Window) []Window {
	if len(windows) != 1 && len(windows) != len(kernel) {
		panic(fmt.Errorf("%s: got %d windows, want 1 for all %d spatial axes or one for each", caller, len(windows), len(kernel)))
	}
	each := make([]Window, len(kernel))
	for i, size := range kernel {
		w := windows[i%len(windows)]
		switch {
		case size < 1:
			panic(fmt.Errorf("%s: the kernel has %d taps along spatial axis %d, want at least 1", caller, size, i))
		case w.Stride < 1:
			panic(fmt.Errorf("%s: got stride %d for spatial axis %d, want at least 1; zero does not mean a default, 1 visits every pixel",
				caller, w.Stride, i))
		case w.Before < 0 || w.After < 0 || w.Before >= size || w.After >= size:
			panic(fmt.Errorf("%s: got padding %d before and %d after for spatial axis %d, want 0 to %d: with more, a kernel of size %d "+
				"would see "+
				"nothing but zeros, and to cut pixels off there is Slice", caller, w.Before, w.After, i, size-1, size))
		}
		each[i] = w
	}
	return each
}

// checkImage wants [N, spatial…, C] with one to three spatial axes and floats.
func checkImage(caller string, x *Node) {
	if x.Rank() < 3 || x.Rank() > 5 || !x.DType().IsFloat() {
		panic(fmt.Errorf("%s: got x %s, want floats [batch, 1 to 3 spatial axes, channels]; images are [N, H, W, C]", caller,
			x.Shape()))
	}
}

// checkKernel wants [taps…, in, out] with as many taps axes as x has spatial ones, and x's channels
// as in.
func checkKernel(caller string, x, kernel *Node) {
	checkImage(caller, x)
	dims := kernel.Shape().Dimensions
	switch rank := x.Rank(); {
	case kernel.Rank() != rank:
		panic(fmt.Errorf("%s: got a kernel %s for x %s, want one of rank %d, [taps of each spatial axis, in, out]",
			caller, kernel.Shape(), x.Shape(), rank))
	case kernel.DType() != x.DType():
		panic(fmt.Errorf("%s: x is %s and the kernel is %s; ConvertDType makes them one", caller, x.DType(), kernel.DType()))
	case dims[rank-2] != channels(x) && dims[rank-1] == channels(x):
		panic(fmt.Errorf("%s: x %s has %d channels and the kernel %s takes %d and gives %d; its last two axes are swapped: "+
			"they are what comes in and what goes out, for the transpose too", caller, x.Shape(), channels(x), kernel.Shape(),
			dims[rank-2], dims[rank-1]))
	case dims[rank-2] != channels(x):
		panic(fmt.Errorf("%s: x %s has %d channels and the kernel %s takes %d, its last axis but one; the channels are x's last axis",
			caller, x.Shape(), channels(x), kernel.Shape(), dims[rank-2]))
	}
}

// channels is the size of the last axis.
func channels(x *Node) int { return x.Shape().Dimensions[x.Rank()-1] }
