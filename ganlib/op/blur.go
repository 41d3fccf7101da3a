package op

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
)

// Binomial is the filter [1, 3, 3, 1] of StyleGAN2.
func Binomial() []float64 { return []float64{1, 3, 3, 1} }

// Blur convolves each channel of x [N, spatial…, C] with the same filter along each spatial axis:
//
//	y[p] = Σ_t filter[taps − 1 − t] · x[p + t − before]
//
// with zeros outside of x. The filter is scaled to sum 1 first, so that flat parts keep their
// value; multiply the result for another gain. Each axis has in + before + after − taps + 1 pixels.
//
// It can be differentiated any number of times.
func Blur(x *Node, filter []float64, before, after int) *Node {
	checkFilter("op.Blur", x, filter, 1)
	if before < 0 || after < 0 {
		panic(fmt.Errorf("op.Blur: got padding %d before and %d after, want 0 or more; to cut pixels off there is Slice", before,
			after))
	}
	for axis := 1; axis < x.Rank()-1; axis++ {
		if in := x.Shape().Dimensions[axis]; in+before+after < len(filter) {
			panic(fmt.Errorf("op.Blur: axis %d of x %s has %d pixels, %d with padding, and the filter has %d taps: it must fit in",
				axis, x.Shape(), in, in+before+after, len(filter)))
		}
		x = filterDown(x, axis, kernelOf(filter, 1), 1, before, after)
	}
	return x
}

// Upsample makes x [N, spatial…, C] factor times as large along each spatial axis and smooths it
// with the filter: upsample_2d of StyleGAN2 (Karras et al. 2020, arXiv:1912.04958; the filter is in
// the spirit of Zhang 2019, arXiv:1904.11486). Zeros are put between the pixels and the filter
// fills them. A gain of factor along each axis keeps flat parts at their value, but for the edges,
// beyond which x is 0. With [Binomial] and factor 2 the inside is [Bilinear] interpolation.
//
// The filter has at least factor taps. It can be differentiated any number of times.
func Upsample(x *Node, filter []float64, factor int) *Node {
	checkFilter("op.Upsample", x, filter, factor)
	extra := len(filter) - factor
	for axis := 1; axis < x.Rank()-1; axis++ {
		x = filterUp(x, axis, kernelOf(filter, float64(factor)), factor, (extra+1)/2+factor-1)
	}
	return x
}

// Downsample smooths x [N, spatial…, C] with the filter and keeps each factor-th pixel along each
// spatial axis, ⌊in/factor⌋ of them: downsample_2d of StyleGAN2; see [Upsample].
//
// The filter has at least factor taps. It can be differentiated any number of times.
func Downsample(x *Node, filter []float64, factor int) *Node {
	checkFilter("op.Downsample", x, filter, factor)
	extra := len(filter) - factor
	for axis := 1; axis < x.Rank()-1; axis++ {
		if in := x.Shape().Dimensions[axis]; in < factor {
			panic(fmt.Errorf("op.Downsample: axis %d of x %s has %d pixels, want at least the factor, %d", axis, x.Shape(), in, factor))
		}
		x = filterDown(x, axis, kernelOf(filter, 1), factor, (extra+1)/2, extra/2)
	}
	return x
}

// checkFilter wants an image, and a filter that can be scaled to sum 1 and leaves no gaps.
func checkFilter(caller string, x *Node, filter []float64, factor int) {
	checkImage(caller, x)
	sum := total(filter)
	switch {
	case factor < 1:
		panic(fmt.Errorf("%s: got factor %d, want at least 1", caller, factor))
	case len(filter) < factor:
		panic(fmt.Errorf("%s: got a filter of %d taps for factor %d, want at least as many taps, or some pixels would count for nothing",
			caller, len(filter), factor))
	case sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0):
		panic(fmt.Errorf("%s: the filter %v has sum %g and cannot be scaled to sum 1", caller, filter, sum))
	}
}

func total(filter []float64) (sum float64) {
	for _, f := range filter {
		sum += f
	}
	return sum
}

// kernelOf is the filter with the given sum, reversed: it multiplies pixels in their order.
func kernelOf(filter []float64, sum float64) []float64 {
	kernel := make([]float64, len(filter))
	for t, f := range filter {
		kernel[len(filter)-1-t] = f * sum / total(filter)
	}
	return kernel
}

// filterDown is y[o] = Σ_t kernel[t]·x[o·factor + t − before] along one axis. In blocks of factor
// pixels, tap t meets place t%factor of block o + t/factor; so no slice, and no gradient of one,
// skips pixels.
func filterDown(x *Node, axis int, kernel []float64, factor, before, after int) *Node {
	in := x.Shape().Dimensions[axis]
	out := (in+before+after-len(kernel))/factor + 1
	w := walk{Window: Window{Stride: factor, Before: before, After: after}, in: in, kernel: len(kernel), out: out}
	seen := min(in, w.blocks()*factor-before)
	x = padAxis(SliceAxis(x, axis, AxisRange(0, seen)), axis, before, w.blocks()*factor-before-seen)
	dims := slices.Clone(x.Shape().Dimensions)
	x = Reshape(x, slices.Replace(slices.Clone(dims), axis, axis+1, w.blocks(), factor)...)
	var y *Node
	for t, k := range kernel {
		place := SliceAxis(x, axis+1, AxisRange(t%factor, t%factor+1))
		y = plus(y, MulScalar(SliceAxis(place, axis, AxisRange(t/factor, t/factor+out)), k))
	}
	dims[axis] = out
	return Reshape(y, dims...)
}

// filterUp is y[p] = Σ_t kernel[t]·z[p + t − before] along one axis, where z is x with factor − 1
// zeros after each pixel and y is factor times as long as x. For p = o·factor + φ only the taps
// with φ + t − before = q·factor meet a pixel, and it is pixel o + q; so each φ filters x with some
// of the taps, and the results take turns.
func filterUp(x *Node, axis int, kernel []float64, factor, before int) *Node {
	dims := slices.Clone(x.Shape().Dimensions)
	in, reach := dims[axis], len(kernel)/factor // no q is farther from 0
	x = padAxis(x, axis, reach, reach)
	var phases []*Node
	for φ := range factor {
		var y *Node
		for t, k := range kernel {
			if q := (φ + t - before) / factor; q*factor == φ+t-before {
				y = plus(y, MulScalar(SliceAxis(x, axis, AxisRange(reach+q, reach+q+in)), k))
			}
		}
		phases = append(phases, InsertAxes(y, axis+1))
	}
	dims[axis] = in * factor
	return Reshape(Concatenate(phases, axis+1), dims...)
}

// padAxis adds zeros on both sides of one axis.
func padAxis(x *Node, axis, before, after int) *Node {
	around := make([]compute.PadAxis, x.Rank())
	around[axis] = compute.PadAxis{Start: before, End: after}
	return pad(x, around)
}
