package dcgan_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	dcgan "gophergan/exercises/ex05_dcgan"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

const whole = "these are whole numbers"

func TestConvSize(t *testing.T) {
	size := func(t *exercise.Trial, in, kernel, stride, padding int) {
		t.Given("in", in)
		t.Given("kernel", kernel)
		t.Given("stride", stride)
		t.Given("padding", padding)
		places := 0
		for first := -padding; first+kernel <= in+padding; first += stride {
			places++
		}
		t.Number("size", float64(dcgan.ConvSize(in, kernel, stride, padding)), float64(places))
	}
	exercise.Run(t,
		exercise.Case{
			Name: "the layer is one of DCGAN's D", Points: 1, Allow: 0, Why: whole,
			Cause: "a kernel of 4 with stride 2 and padding 1 halves 64 to 32",
			Run:   func(t *exercise.Trial) { size(t, 64, 4, 2, 1) },
		},
		exercise.Case{
			Name: "the stride does not fit", Points: 1, Allow: 0, Why: whole,
			Cause: "what is left at the end is not enough for one more kernel: division of ints in Go rounds down, as it should here",
			Run:   func(t *exercise.Trial) { size(t, 28, 5, 2, 0) },
		},
		exercise.Case{
			Name: "all is random", Points: 1, Core: true, Allow: 0, Why: whole,
			Cause: "count the places where the kernel fits on a strip of paper; there is padding at both ends",
			Run: func(t *exercise.Trial) {
				size(t, 2*t.Int("half of in", 5, 40), 3, 2, t.Int("the padding", 1, 3))
			},
		},
	)
}

func TestTransposeSize(t *testing.T) {
	size := func(t *exercise.Trial, in, kernel, stride, padding int) {
		t.Given("in", in)
		t.Given("kernel", kernel)
		t.Given("stride", stride)
		t.Given("padding", padding)
		one := []ref.Walk{{Stride: stride, Before: padding, After: padding}}
		want := ref.ConvTranspose(ref.Zeros(1, in, 1), ref.Zeros(kernel, 1, 1), one).Dims[1]
		t.Number("size", float64(dcgan.TransposeSize(in, kernel, stride, padding)), float64(want))
	}
	exercise.Run(t,
		exercise.Case{
			Name: "the layer is one of DCGAN's G", Points: 1, Allow: 0, Why: whole,
			Cause: "a kernel of 4 with stride 2 and padding 1 doubles 4 to 8",
			Run:   func(t *exercise.Trial) { size(t, 4, 4, 2, 1) },
		},
		exercise.Case{
			Name: "one pixel becomes an image", Points: 1, Allow: 0, Why: whole,
			Cause: "one pixel stamps the kernel once: the image is as large as the kernel, and the stride does not matter",
			Run:   func(t *exercise.Trial) { size(t, 1, 4, 1, 0) },
		},
		exercise.Case{
			Name: "all is random", Points: 1, Core: true, Allow: 0, Why: whole,
			Cause: "the last stamp begins (in − 1)·stride pixels after the first and is kernel pixels long; padding is cut off at both ends",
			Run: func(t *exercise.Trial) {
				size(t, t.Int("pixels", 3, 20), t.Int("taps", 5, 7), t.Int("step", 2, 4), t.Int("cut", 1, 2))
			},
		},
	)
}

func TestConvMatrix(t *testing.T) {
	matrix := func(t *exercise.Trial, kernel []float64, in, stride, padding int) {
		t.Given("in", in)
		t.Given("stride", stride)
		t.Given("padding", padding)
		k := ref.Array{Dims: []int{len(kernel), 1, 1}, Values: kernel}
		walk := []ref.Walk{{Stride: stride, Before: padding, After: padding}}
		out := ref.Conv(ref.Zeros(1, in, 1), k, walk).Dims[1]
		want := ref.Zeros(out, in)
		for i := range in { // what an image with a single 1 becomes is a column
			one := ref.Zeros(1, in, 1)
			one.Values[i] = 1
			for o, v := range ref.Conv(one, k, walk).Values {
				want.Values[o*in+i] = v
			}
		}
		t.Arrays("M", exercise.Table(dcgan.ConvMatrix(kernel, in, stride, padding)), want)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "four pixels meet a kernel of two", Points: 1, Allow: 1e-12, Why: "the kernel is copied",
			Cause: "three rows, (1 2 0 0), (0 1 2 0) and (0 0 1 2): the kernel as it stands, one pixel further in each row",
			Run:   func(t *exercise.Trial) { matrix(t, t.Vector("kernel", 1, 2), 4, 1, 0) },
		},
		exercise.Case{
			Name: "there is padding", Points: 1, Core: true, Allow: 1e-12, Why: "the kernel is copied",
			Cause: "where the kernel lies on a zero beside the image there is no column: leave it out",
			Run:   func(t *exercise.Trial) { matrix(t, t.Normal("kernel", 3, 0, 1), 4, 1, 1) },
		},
		exercise.Case{
			Name: "the layer is one of DCGAN's, with stride 2", Points: 2, Core: true, Allow: 1e-12, Why: "the kernel is copied",
			Cause: "row o begins at column 2·o − padding",
			Run:   func(t *exercise.Trial) { matrix(t, t.Normal("kernel", 4, 0, 1), 2*t.Int("half of in", 3, 5), 2, 1) },
		},
	)
}

// normal is batch normalisation of x [B, H, W, C], value by value.
func normal(x ref.Array, gamma, beta []float64) ref.Array {
	c := len(gamma)
	y := ref.Zeros(x.Dims...)
	n := float64(len(x.Values) / c)
	for k := range c {
		mean, variance := 0.0, 0.0
		for i := k; i < len(x.Values); i += c {
			mean += x.Values[i] / n
		}
		for i := k; i < len(x.Values); i += c {
			variance += (x.Values[i] - mean) * (x.Values[i] - mean) / n
		}
		for i := k; i < len(x.Values); i += c {
			y.Values[i] = gamma[k]*(x.Values[i]-mean)/math.Sqrt(variance+1e-5) + beta[k]
		}
	}
	return y
}

func TestNormalise(t *testing.T) {
	norm := func(t *exercise.Trial, x ref.Array, gamma, beta []float64) {
		got := plaingo.One(func(n []*Node) *Node { return dcgan.Normalise(n[0], n[1], n[2]) }, x, plaingo.Vector(gamma), plaingo.Vector(beta))
		t.Arrays("y", got, normal(x, gamma, beta))
	}
	const why = "sums of dozens of numbers and a root in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "there are two images of one pixel, with one channel", Points: 1, Allow: 1e-9, Why: why,
			Cause: "1 and 3 have the mean 2 and the variance 1, so they become −1 and 1, but for the 1e-5",
			Run: func(t *exercise.Trial) {
				x := ref.Array{Dims: []int{2, 1, 1, 1}, Values: t.Vector("x", 1, 3)}
				norm(t, x, t.Vector("gamma", 1), t.Vector("beta", 0))
			},
		},
		exercise.Case{
			Name: "images have four pixels and two channels", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "mean and variance are over axes 0, 1 and 2: batch, height and width; γ and β belong to channels, so they are reshaped to [1, 1, 1, C]",
			Run: func(t *exercise.Trial) {
				norm(t, t.Array("x", 3, 2, 2, 2), t.Normal("gamma", 2, 1, 0.3), t.Normal("beta", 2, 0, 1))
			},
		},
	)
}

// shift stands for a normalisation: it adds ½ and doubles, which is easily told from doing nothing.
func shift(x *Node) *Node { return MulScalar(AddScalar(x, 0.5), 2) }

func shifted(x ref.Array, f func(float64) float64) ref.Array {
	y := ref.Zeros(x.Dims...)
	for i, v := range x.Values {
		y.Values[i] = f(2 * (v + 0.5))
	}
	return y
}

func TestGeneratorBlock(t *testing.T) {
	block := func(t *exercise.Trial, x, kernel ref.Array) {
		t.Given("norm(x)", "2·(x + ½)")
		got := plaingo.One(func(n []*Node) *Node { return dcgan.GeneratorBlock(n[0], n[1], shift) }, x, kernel)
		walk := ref.Walk{Stride: 2, Before: 1, After: 1}
		want := ref.ConvTranspose(x, swapped(kernel), []ref.Walk{walk, walk})
		t.Arrays("y", got, shifted(want, func(v float64) float64 { return max(v, 0) }))
	}
	exercise.Run(t, exercise.Case{
		Name: "2×2 pixels with three channels become 4×4 with two", Points: 3, Core: true, Allow: 1e-9, Why: "sums of a dozen products in float64",
		Cause: "op.ConvTranspose with op.Symmetric(2, 1), norm, then max(0, x), in this order",
		Run: func(t *exercise.Trial) {
			block(t, t.Array("x", 2, 2, 2, 3), t.Array("kernel", 4, 4, 3, 2))
		},
	})
}

// swapped is k [k, k, I, O] as [k, k, O, I], as ref has it for a transpose.
func swapped(k ref.Array) ref.Array {
	in, out := k.Dims[2], k.Dims[3]
	y := ref.Zeros(k.Dims[0], k.Dims[1], out, in)
	for i, v := range k.Values {
		tap, rest := i/(in*out), i%(in*out)
		y.Values[tap*in*out+rest%out*in+rest/out] = v
	}
	return y
}

func TestDiscriminatorBlock(t *testing.T) {
	block := func(t *exercise.Trial, x, kernel ref.Array) {
		t.Given("norm(x)", "2·(x + ½)")
		got := plaingo.One(func(n []*Node) *Node { return dcgan.DiscriminatorBlock(n[0], n[1], shift) }, x, kernel)
		walk := ref.Walk{Stride: 2, Before: 1, After: 1}
		t.Arrays("y", got, shifted(ref.Conv(x, kernel, []ref.Walk{walk, walk}), func(v float64) float64 { return max(v, 0.2*v) }))
	}
	exercise.Run(t, exercise.Case{
		Name: "4×4 pixels with two channels become 2×2 with three", Points: 3, Core: true, Allow: 1e-9, Why: "sums of dozens of products in float64",
		Cause: "op.Conv with op.Symmetric(2, 1), norm, then the larger one of x and 0.2·x",
		Run: func(t *exercise.Trial) {
			block(t, t.Array("x", 2, 4, 4, 2), t.Array("kernel", 4, 4, 2, 3))
		},
	})
}
