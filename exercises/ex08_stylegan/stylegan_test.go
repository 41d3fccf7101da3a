package stylegan_test

import (
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	stylegan "gophergan/exercises/ex08_stylegan"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

const exact = "a few operations in float64"

// rows are the images or vectors of an array, flat.
func rows(x ref.Array) (lines [][]float64) {
	n := len(x.Values) / x.Dims[0]
	for i := range x.Dims[0] {
		lines = append(lines, x.Values[i*n:(i+1)*n])
	}
	return lines
}

func TestMappingNetwork(t *testing.T) {
	// network tries layers of the given widths.
	network := func(t *exercise.Trial, z ref.Array, widths ...int) {
		arrays := []ref.Array{z}
		var v, c [][]float64
		in := z.Dims[1]
		for _, out := range widths {
			W, b := t.Array("W", in, out), plaingo.Vector(t.Normal("b", out, 0, 0.5))
			arrays, in = append(arrays, W, b), out
			v, c = append(v, W.Values), append(c, b.Values)
		}
		got := plaingo.One(func(n []*Node) *Node {
			var weights, biases []*Node
			for i := 1; i < len(n); i += 2 {
				weights, biases = append(weights, n[i]), append(biases, n[i+1])
			}
			return stylegan.MappingNetwork(n[0], weights, biases)
		}, arrays...)
		var want [][]float64
		for _, z := range rows(z) {
			want = append(want, ref.Mapping(z, v, c, 1, 0.2))
		}
		t.Arrays("w", got, exercise.Table(want))
	}
	const why = "sums of products and a root in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "there are no layers", Points: 1, Allow: 1e-9, Why: why,
			Cause: "only z on its sphere is left: its mean square is 1 for each row",
			Run: func(t *exercise.Trial) {
				network(t, ref.Array{Dims: []int{2, 2}, Values: t.Vector("z, two rows", 3, 4, -0.1, 0.2)})
			},
		},
		exercise.Case{
			Name: "there are layers", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "W is divided by the root of its number of rows, and √2 comes after the leaky ReLU, also where that passes x as it is",
			Run: func(t *exercise.Trial) {
				z := t.Array("z", t.Size(2, 4), t.Size(2, 4))
				var widths []int
				for range t.Size(1, 3) {
					widths = append(widths, t.Size(2, 5))
				}
				network(t, z, widths...)
			},
		},
	)
}

func TestModulatedConv(t *testing.T) {
	convolve := func(t *exercise.Trial, x, kernel, style ref.Array) {
		got := plaingo.One(func(n []*Node) *Node { return stylegan.ModulatedConv(n[0], n[1], n[2]) }, x, kernel, style)
		t.Arrays("y", got, ref.Modulated(x, kernel, rows(style), true, nil))
	}
	const why = "sums of dozens of products and a root in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "all styles are 3", Points: 1, Allow: 1e-8, Why: why,
			Cause: "demodulation takes back what all channels have in common: the same comes out as for styles of 1",
			Run: func(t *exercise.Trial) {
				style := ref.Array{Dims: []int{1, 2}, Values: t.Vector("style", 3, 3)}
				convolve(t, t.Array("x", 1, 2, 2, 2), t.Array("kernel", 3, 3, 2, 2), style)
			},
		},
		exercise.Case{
			Name: "each image has a style of its own", Points: 3, Core: true, Allow: 1e-8, Why: why,
			Cause: "s_i belongs to channels that come in; the root is a sum over channels in and taps, one for each image and each channel that goes out",
			Run: func(t *exercise.Trial) {
				style := t.Array("style", t.Size(2, 3), t.Size(2, 3))
				for i := range style.Values {
					style.Values[i] = 1 + 0.5*style.Values[i]
				}
				t.Given("style, used", "1 + ½·style")
				images, in := style.Dims[0], style.Dims[1]
				convolve(t, t.Array("x", images, t.Size(2, 4), t.Size(2, 4), in), t.Array("kernel", 3, 3, in, t.Size(2, 3)), style)
			},
		},
	)
}

func TestTruncateStyle(t *testing.T) {
	truncate := func(t *exercise.Trial, w, mean []float64, ψ float64) {
		t.Given("psi", ψ)
		before := slices.Concat(w, mean)
		want := make([]float64, len(w))
		for i := range w {
			want[i] = ψ*w[i] + (1-ψ)*mean[i]
		}
		t.Numbers("w′", stylegan.TruncateStyle(w, mean, ψ), want)
		t.Numbers("the arguments, afterwards", slices.Concat(w, mean), before)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "ψ is 1", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "ψ = 1 changes nothing",
			Run: func(t *exercise.Trial) {
				truncate(t, t.Vector("w", 5, -7), t.Vector("mean", 1, 2), 1)
			},
		},
		exercise.Case{
			Name: "ψ is below 1 and the mean is not 0", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "what shrinks is the distance from the mean: subtract it, multiply, add it again",
			Run: func(t *exercise.Trial) {
				n := t.Size(2, 6)
				truncate(t, t.Normal("w", n, 0, 2), t.Normal("mean", n, 2, 1), t.Uniform("ψ, drawn", 1, 0.1, 0.9)[0])
			},
		},
	)
}

func TestMixStyles(t *testing.T) {
	mix := func(t *exercise.Trial, layers, crossover int) {
		n := t.Size(2, 5)
		first, second := t.Normal("first", n, 0, 1), t.Normal("second", n, 0, 1)
		t.Given("layers", layers)
		t.Given("crossover", crossover)
		var want [][]float64
		for range crossover {
			want = append(want, first)
		}
		for range layers - crossover {
			want = append(want, second)
		}
		wanted := exercise.Table(want)
		t.Arrays("styles", exercise.Table(stylegan.MixStyles(first, second, layers, crossover)), wanted)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "the first of three layers is coarse", Points: 1, Allow: 1e-12, Why: "styles are copied",
			Cause: "layer 0 gets the first style, layers 1 and 2 get the second",
			Run:   func(t *exercise.Trial) { mix(t, 3, 1) },
		},
		exercise.Case{
			Name: "the crossover is at one end", Points: 1, Allow: 1e-12, Why: "styles are copied",
			Cause: "crossover = 0 leaves nothing to the first style",
			Run:   func(t *exercise.Trial) { mix(t, 4, 0) },
		},
		exercise.Case{
			Name: "the crossover is anywhere", Points: 1, Core: true, Allow: 1e-12, Why: "styles are copied",
			Cause: "as many layers get the first style as crossover says",
			Run: func(t *exercise.Trial) {
				for range 4 {
					layers := t.Size(4, 9)
					mix(t, layers, t.Size(1, layers-1))
				}
			},
		},
	)
}

func TestR1Penalty(t *testing.T) {
	penalty := func(D func(x *Node) *Node, x ref.Array) float64 {
		got := plaingo.One(func(n []*Node) *Node { return stylegan.R1Penalty(D, n[0]) }, x)
		if len(got.Dims) > 0 {
			return -1 // no scalar
		}
		return got.Values[0]
	}
	// flatten tries D(x) = Σ (a·x + ½·b·x²), with an a and a b for each value of an image. Its slope is a + b·x; without bend all b are 0.
	flatten := func(t *exercise.Trial, bend float64) {
		t.Given("D(x)", "Σ (a·x + ½·b·x²), with an a and a b for each value of an image")
		d := []int{t.Size(2, 4), t.Size(1, 3), t.Size(2, 3), t.Size(1, 2)}
		x, a := t.Array("x", d...), t.Array("a", d[1:]...)
		b := ref.Zeros(d[1:]...)
		if bend != 0 {
			b = t.Array("b", d[1:]...)
		}
		D := func(x *Node) *Node {
			a, b := Const(x.Graph(), [][]float64{a.Values}), Const(x.Graph(), [][]float64{b.Values})
			flat := Reshape(x, d[0], -1)
			return ReduceSum(Add(Mul(a, flat), MulScalar(Mul(b, Square(flat)), 0.5)), 1)
		}
		slope := func(x []float64) []float64 {
			y := slices.Clone(a.Values)
			for i := range y {
				y[i] += b.Values[i] * x[i]
			}
			return y
		}
		t.Number("penalty", penalty(D, x), ref.R1(slope, rows(x)))
	}
	const why = "sums of squares in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "D has the same slope everywhere", Points: 1, Core: true, Allow: 1e-9, Why: why,
			Cause: "half the sum of the squares of its slope: for one of length 3 it is ½·3² = 4.5; and the result is a scalar",
			Run:   func(t *exercise.Trial) { flatten(t, 0) },
		},
		exercise.Case{
			Name: "D is curved, and all is random", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "the squares of one image are added up, over pixels and channels; the mean is over the batch only",
			Run: func(t *exercise.Trial) {
				flatten(t, 1)
			},
		},
	)
}

func TestPathLengths(t *testing.T) {
	// lengths tries images x = (w ⊙ w)·A, whose slope by w is 2·w ⊙ A.
	lengths := func(t *exercise.Trial, w, A, y ref.Array) {
		t.Given("x", "(w ⊙ w)·A, as images")
		got := plaingo.One(func(n []*Node) *Node {
			x := Reshape(Dot(Square(n[0]), n[1]).Product(), y.Dims...)
			return stylegan.PathLengths(x, n[0], n[2])
		}, w, A, y)
		var J [][][]float64
		for _, w := range rows(w) {
			image := make([][]float64, A.Dims[1])
			for value := range image {
				for style := range w {
					image[value] = append(image[value], 2*w[style]*A.Values[style*A.Dims[1]+value])
				}
			}
			J = append(J, image)
		}
		t.Numbers("lengths", got.Values, ref.PathLengths(J, rows(y), y.Dims[1]*y.Dims[2], 1))
	}
	const why = "a small constant under the root, up to 1e-8, may move it"
	exercise.Run(t,
		exercise.Case{
			Name: "there is one image of 2×2 pixels and one value of style", Points: 1, Allow: 1e-6, Why: why,
			Cause: "here w = ½, so each pixel moves by 1 as w does; y adds up to 4, and 4/√4 = 2",
			Run: func(t *exercise.Trial) {
				t.Given("w", 0.5)
				ones := ref.Array{Dims: []int{1, 4}, Values: []float64{1, 1, 1, 1}}
				y := ref.Array{Dims: []int{1, 2, 2, 1}, Values: t.Vector("y", 2, 1, 1, 0)}
				lengths(t, ref.Array{Dims: []int{1, 1}, Values: []float64{0.5}}, ones, y)
			},
		},
		exercise.Case{
			Name: "all is random", Points: 3, Core: true, Allow: 1e-6, Why: why,
			Cause: "the gradient of Σ x·y by w, over the whole batch at once; for each row of it the root of the sum of squares",
			Run: func(t *exercise.Trial) {
				y := t.Array("y", t.Size(2, 4), t.Size(2, 3), t.Size(1, 3), t.Size(1, 3))
				styles := t.Size(2, 3)
				lengths(t, t.Array("w", y.Dims[0], styles), t.Array("A", styles, y.Dims[1]*y.Dims[2]*y.Dims[3]), y)
			},
		},
	)
}
