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

// layers draws several layers and compares the sizes of what they make: the size of one could be guessed.
func layers(t *exercise.Trial, size, want func(in, kernel, stride, padding int) int) {
	const n = 6
	got, wanted := make([]float64, n), make([]float64, n)
	for i := range n {
		kernel := t.Size(2, 7)
		in, stride, padding := t.Size(kernel, 60), t.Size(1, 4), t.Size(0, (kernel-1)/2)
		t.Given("in, kernel, stride, padding", []float64{float64(in), float64(kernel), float64(stride), float64(padding)})
		got[i], wanted[i] = float64(size(in, kernel, stride, padding)), float64(want(in, kernel, stride, padding))
	}
	t.Numbers("sizes, of six layers", got, wanted)
}

// places counts where a kernel can lie.
func places(in, kernel, stride, padding int) (n int) {
	for first := -padding; first+kernel <= in+padding; first += stride {
		n++
	}
	return n
}

func TestConvSize(t *testing.T) {
	size := func(t *exercise.Trial, in, kernel, stride, padding int) {
		t.Given("in", in)
		t.Given("kernel", kernel)
		t.Given("stride", stride)
		t.Given("padding", padding)
		t.Number("size", float64(dcgan.ConvSize(in, kernel, stride, padding)), float64(places(in, kernel, stride, padding)))
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
			Run:   func(t *exercise.Trial) { layers(t, dcgan.ConvSize, places) },
		},
	)
}

// stamped is how many pixels a transposed convolution makes.
func stamped(in, kernel, stride, padding int) int {
	walk := []ref.Walk{{Stride: stride, Before: padding, After: padding}}
	return ref.ConvTranspose(ref.Zeros(1, in, 1), ref.Zeros(kernel, 1, 1), walk).Dims[1]
}

func TestTransposeSize(t *testing.T) {
	size := func(t *exercise.Trial, in, kernel, stride, padding int) {
		t.Given("in", in)
		t.Given("kernel", kernel)
		t.Given("stride", stride)
		t.Given("padding", padding)
		t.Number("size", float64(dcgan.TransposeSize(in, kernel, stride, padding)), float64(stamped(in, kernel, stride, padding)))
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
			Run:   func(t *exercise.Trial) { layers(t, dcgan.TransposeSize, stamped) },
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
			pixel := ref.Zeros(1, in, 1)
			pixel.Values[i] = 1
			for o, v := range ref.Conv(pixel, k, walk).Values {
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
			Run: func(t *exercise.Trial) {
				taps := t.Size(3, 5)
				matrix(t, t.Normal("kernel", taps, 0, 1), t.Size(taps+1, 8), 1, t.Size(1, taps-2))
			},
		},
		exercise.Case{
			Name: "the stride is 2 or 3", Points: 2, Core: true, Allow: 1e-12, Why: "the kernel is copied",
			Cause: "row o begins at column o·stride − padding",
			Run: func(t *exercise.Trial) {
				taps := t.Size(3, 5)
				matrix(t, t.Normal("kernel", taps, 0, 1), t.Size(7, 11), t.Size(2, 3), t.Size(1, 2))
			},
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
			Name: "images have several pixels and channels", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "mean and variance are over axes 0, 1 and 2: batch, height and width; γ and β belong to channels, so they are reshaped to [1, 1, 1, C]",
			Run: func(t *exercise.Trial) {
				c := t.Size(2, 3)
				norm(t, t.Array("x", t.Size(2, 4), t.Size(2, 3), t.Size(1, 3), c), t.Normal("gamma", c, 1, 0.3), t.Normal("beta", c, 0, 1))
			},
		},
	)
}

// shift stands for a normalisation: it adds b and multiplies by a, which is easily told from doing nothing, and is drawn, since an answer shall call
// the one that it is given.
type shift struct{ a, b float64 }

func drawShift(t *exercise.Trial) shift {
	t.Given("norm(x)", "a·(x + b)")
	d := t.Uniform("a and b", 2, 0.3, 2.5)
	return shift{d[0], d[1]}
}

func (s shift) norm(x *Node) *Node { return MulScalar(AddScalar(x, s.b), s.a) }

// then is what an activation f makes of it.
func (s shift) then(x ref.Array, f func(float64) float64) ref.Array {
	y := ref.Zeros(x.Dims...)
	for i, v := range x.Values {
		y.Values[i] = f(s.a * (v + s.b))
	}
	return y
}

func TestGeneratorBlock(t *testing.T) {
	block := func(t *exercise.Trial, x, kernel ref.Array) {
		s := drawShift(t)
		got := plaingo.One(func(n []*Node) *Node { return dcgan.GeneratorBlock(n[0], n[1], s.norm) }, x, kernel)
		walk := ref.Walk{Stride: 2, Before: 1, After: 1}
		want := ref.ConvTranspose(x, swapped(kernel), []ref.Walk{walk, walk})
		t.Arrays("y", got, s.then(want, func(v float64) float64 { return max(v, 0) }))
	}
	exercise.Run(t, exercise.Case{
		Name: "an image becomes twice as large", Points: 3, Core: true, Allow: 1e-9, Why: "sums of a dozen products in float64",
		Cause: "op.ConvTranspose with op.Symmetric(2, 1), norm, then max(0, x), in this order",
		Run: func(t *exercise.Trial) {
			in := t.Size(2, 4)
			block(t, t.Array("x", t.Size(1, 2), t.Size(2, 4), t.Size(2, 3), in), t.Array("kernel", 4, 4, in, t.Size(2, 3)))
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
		s := drawShift(t)
		got := plaingo.One(func(n []*Node) *Node { return dcgan.DiscriminatorBlock(n[0], n[1], s.norm) }, x, kernel)
		walk := ref.Walk{Stride: 2, Before: 1, After: 1}
		t.Arrays("y", got, s.then(ref.Conv(x, kernel, []ref.Walk{walk, walk}), func(v float64) float64 { return max(v, 0.2*v) }))
	}
	exercise.Run(t, exercise.Case{
		Name: "an image becomes half as large", Points: 3, Core: true, Allow: 1e-9, Why: "sums of dozens of products in float64",
		Cause: "op.Conv with op.Symmetric(2, 1), norm, then the larger one of x and 0.2·x",
		Run: func(t *exercise.Trial) {
			in := t.Size(2, 3)
			block(t, t.Array("x", t.Size(1, 2), 2*t.Size(2, 4), 2*t.Size(2, 3), in), t.Array("kernel", 4, 4, in, t.Size(2, 4)))
		},
	})
}
