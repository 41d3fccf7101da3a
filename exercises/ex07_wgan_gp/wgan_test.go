package wgan_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"gonum.org/v1/gonum/mat"

	wgan "gophergan/exercises/ex07_wgan_gp"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

const exact = "a few operations in float64"

func TestEarthMover(t *testing.T) {
	move := func(t *exercise.Trial, x, y []float64) {
		before := slices.Concat(x, y)
		a, b := slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
		want := 0.0
		for i := range a {
			want += math.Abs(a[i]-b[i]) / float64(len(a))
		}
		t.Number("W₁", wgan.EarthMover(x, y), want)
		t.Numbers("the arguments, afterwards", slices.Concat(x, y), before)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "everything moves by 3", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "every piece of earth has a way of 3, in whatever order the numbers stand",
			Run: func(t *exercise.Trial) {
				move(t, t.Vector("x", 0, 1, 5), t.Vector("y", 8, 3, 4))
			},
		},
		exercise.Case{
			Name: "the means are equal", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "what moves to the right and what moves to the left do not cancel: take absolute values",
			Run: func(t *exercise.Trial) {
				move(t, t.Vector("x", -1, 1), t.Vector("y", 3, -3))
			},
		},
		exercise.Case{
			Name: "the numbers are random", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "sort copies of both, for example with slices.Sorted(slices.Values(x)); then compare the smallest with the smallest",
			Run: func(t *exercise.Trial) {
				move(t, t.Normal("x", 6, 0, 1), t.Normal("y", 6, 1, 2))
			},
		},
	)
}

type loss = func(r, f *Node) *Node

// score tries a loss of D, and the slopes by its scores. Where those have a corner no score lies.
func score(t *exercise.Trial, f loss, twin func(r, f []float64) float64, real, fake []float64) {
	got, slopes := plaingo.WithGradient(func(x []*Node) *Node { return f(x[0], x[1]) }, plaingo.Vector(real), plaingo.Vector(fake))
	t.Number("loss", got, twin(real, fake))
	t.Numbers("slope by r", slopes[0].Values, differences(func(r []float64) float64 { return twin(r, fake) }, real))
	t.Numbers("slope by f", slopes[1].Values, differences(func(f []float64) float64 { return twin(real, f) }, fake))
}

// differences is the slope of f by each x, for an f made of straight pieces.
func differences(f func(x []float64) float64, x []float64) []float64 {
	const h = 1e-6
	slope := make([]float64, len(x))
	for i := range x {
		up, down := slices.Clone(x), slices.Clone(x)
		up[i] += h
		down[i] -= h
		slope[i] = (f(up) - f(down)) / (2 * h)
	}
	return slope
}

const straight = "slopes are compared with differences over 2e-6"

func TestCriticLoss(t *testing.T) {
	try := func(t *exercise.Trial, r, f []float64) { score(t, wgan.CriticLoss, ref.WassersteinD, r, f) }
	exercise.Run(t,
		exercise.Case{
			Name: "the critic is good, with scores of 5 and −3", Points: 1, Allow: 1e-8, Why: straight,
			Cause: "the estimate of the distance is 8, and the loss −8: a loss is small where its player is good",
			Run:   func(t *exercise.Trial) { try(t, t.Vector("r", 5, 5), t.Vector("f", -3, -3)) },
		},
		exercise.Case{
			Name: "the critic is low on real images", Points: 1, Allow: 1e-8, Why: straight,
			Cause: "it has all to learn: the loss is 7, above 0",
			Run:   func(t *exercise.Trial) { try(t, t.Vector("r", -4, -2), t.Vector("f", 4)) },
		},
		exercise.Case{
			Name: "scores are any numbers", Points: 1, Core: true, Allow: 1e-8, Why: straight,
			Cause: "nothing but two means and a difference: no sigmoid, no max, no absolute value",
			Run:   func(t *exercise.Trial) { try(t, t.Normal("r", 4, -2, 3), t.Normal("f", 3, 2, 3)) },
		},
	)
}

func TestHingeLoss(t *testing.T) {
	try := func(t *exercise.Trial, r, f []float64) { score(t, wgan.HingeLoss, ref.HingeD, r, f) }
	exercise.Run(t,
		exercise.Case{
			Name: "D says 0 to everything", Points: 1, Allow: 1e-8, Why: straight,
			Cause: "each image is short by the margin of 1, so the loss is 1 + 1",
			Run:   func(t *exercise.Trial) { try(t, t.Vector("r", 0, 0), t.Vector("f", 0)) },
		},
		exercise.Case{
			Name: "D is right by far about some, and wrong about others", Points: 2, Core: true, Allow: 1e-8, Why: straight,
			Cause: "real images beyond 1 and generated ones below −1 add nothing, and have no slope; each image has a hinge of its own",
			Run: func(t *exercise.Trial) {
				x := t.Uniform("sizes of scores", 6, 1.2, 4)
				try(t, []float64{x[0], -x[1], x[2], 0.5}, []float64{-x[3], x[4], -x[5], -0.5})
			},
		},
	)
}

func TestClipWeights(t *testing.T) {
	clip := func(t *exercise.Trial, weights []float64, c float64) {
		t.Given("c", c)
		before := slices.Clone(weights)
		want := make([]float64, len(weights))
		for i, w := range weights {
			want[i] = math.Copysign(min(math.Abs(w), c), w)
		}
		t.Numbers("weights", wgan.ClipWeights(weights, c), want)
		t.Numbers("the argument, afterwards", weights, before)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "weights lie on both sides, and within", Points: 1, Allow: 1e-12, Why: "nothing is rounded",
			Cause: "above c becomes c, below −c becomes −c, and the rest stays",
			Run:   func(t *exercise.Trial) { clip(t, t.Vector("weights", 0.02, -0.5, 0.004, -0.004), 0.01) },
		},
		exercise.Case{
			Name: "weights are random", Points: 1, Core: true, Allow: 1e-12, Why: "nothing is rounded",
			Cause: "each weight is cut by itself; return a slice of your own",
			Run:   func(t *exercise.Trial) { clip(t, t.Normal("weights", 8, 0, 1), 0.7) },
		},
	)
}

// mix draws x̂ for many pairs, and works ε out again for each pixel: (x̂ − x̃)/(x − x̃).
func mix(t *exercise.Trial, images, pixels int) (epsilons [][]float64) {
	random := rand.New(rand.NewPCG(uint64(t.Int("seed of the random numbers", 1, 1_000_000)), 0))
	x, xTilde := make([][]float64, images), make([][]float64, images)
	for i := range x {
		for range pixels {
			x[i], xTilde[i] = append(x[i], 1+random.Float64()), append(xTilde[i], -1-random.Float64())
		}
	}
	for i, row := range wgan.Mixture(x, xTilde, random) {
		var ε []float64
		for j := range row {
			ε = append(ε, (row[j]-xTilde[i][j])/(x[i][j]-xTilde[i][j]))
		}
		epsilons = append(epsilons, ε)
	}
	return epsilons
}

// yes is 1 for true.
func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestMixture(t *testing.T) {
	const counted = "it is yes, 1, or no, 0"
	exercise.Run(t,
		exercise.Case{
			Name: "x and x̃ are the same", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "a mixture of an image with itself is that image: the two parts add up to 1",
			Run: func(t *exercise.Trial) {
				x := t.Normal("x and x̃", 3, 0, 1)
				got := wgan.Mixture([][]float64{x}, [][]float64{slices.Clone(x)}, rand.New(rand.NewPCG(1, 2)))
				t.Numbers("x̂", slices.Concat(got...), x)
			},
		},
		exercise.Case{
			Name: "all ε of 400 pairs of images are looked at", Points: 2, Core: true, Allow: 1e-12, Why: counted,
			Cause: "one number from random.Float64() for each pair, used for all its pixels",
			Run: func(t *exercise.Trial) {
				var first []float64
				differ, outside := false, false
				for _, ε := range mix(t, 400, 5) {
					first = append(first, ε[0])
					for _, e := range ε {
						differ = differ || math.Abs(e-ε[0]) > 1e-9
						outside = outside || e < -1e-9 || e > 1+1e-9
					}
				}
				slices.Sort(first)
				t.Number("pixels of one image have different ε", yes(differ), 0)
				t.Number("some ε lies outside of 0 to 1", yes(outside), 0)
				t.Number("different pairs have different ε", yes(first[399]-first[0] > 1e-9), 1)
			},
		},
		exercise.Case{
			Name: "the ε of 4,000 pairs are counted", Points: 1, Core: true, Allow: 0.05, Why: "a share of 4,000 random numbers has a deviation of 0.007, and this is seven of them",
			Cause: "ε is uniform: a quarter of all ε lies in each quarter between 0 and 1",
			Run: func(t *exercise.Trial) {
				shares := make([]float64, 4)
				for _, ε := range mix(t, 4000, 1) {
					if i := int(4 * ε[0]); ε[0] >= 0 && i < 4 {
						shares[i] += 1.0 / 4000
					}
				}
				t.Numbers("shares of the quarters", shares, []float64{0.25, 0.25, 0.25, 0.25})
			},
		},
	)
}

func TestGradientPenalty(t *testing.T) {
	penalty := func(D func(x *Node) *Node, x, xTilde ref.Array, ε []float64) float64 {
		return plaingo.One(func(n []*Node) *Node { return wgan.GradientPenalty(D, n[0], n[1], n[2]) },
			x, xTilde, ref.Array{Dims: []int{len(ε), 1, 1, 1}, Values: ε}).Values[0]
	}
	// linear is D(x) = w·(the sum of all values), whose slope is w·√4 in images of four values.
	linear := func(t *exercise.Trial, w float64) {
		t.Given("D(x)", "w·Σx for images of 2×2×1")
		t.Given("w", w)
		D := func(x *Node) *Node { return MulScalar(ReduceSum(x, 1, 2, 3), w) }
		x, xTilde := t.Array("x", 3, 2, 2, 1), t.Array("x̃", 3, 2, 2, 1)
		t.Number("penalty", penalty(D, x, xTilde, t.Uniform("ε", 3, 0, 1)), (2*math.Abs(w)-1)*(2*math.Abs(w)-1))
	}
	const why = "a small constant under the root, up to 1e-8, may move it"
	exercise.Run(t,
		exercise.Case{
			Name: "the critic has slope ½ everywhere", Points: 1, Core: true, Allow: 1e-6, Why: why,
			Cause: "(½ − 1)² = ¼: slopes below 1 are penalised as well, and each image has its own norm",
			Run:   func(t *exercise.Trial) { linear(t, 0.25) },
		},
		exercise.Case{
			Name: "the critic has slope 4 everywhere", Points: 1, Core: true, Allow: 1e-6, Why: why,
			Cause: "(4 − 1)² = 9: it is the distance of the norm from 1, not of its square",
			Run:   func(t *exercise.Trial) { linear(t, -2) },
		},
		exercise.Case{
			Name: "the critic is curved, and all is random", Points: 2, Core: true, Allow: 1e-6, Why: why,
			Cause: "the slope is taken at x̂, which lies between x and x̃; ε has a number for each pair",
			Run: func(t *exercise.Trial) {
				t.Given("D(x)", "½·Σx² for images of 2×1×3")
				D := func(x *Node) *Node { return MulScalar(ReduceSum(Square(x), 1, 2, 3), 0.5) }
				x, xTilde, ε := t.Array("x", 3, 2, 1, 3), t.Array("x̃", 3, 2, 1, 3), t.Uniform("ε", 3, 0, 0.4)
				// ε and 1 − ε have the same distribution, so either may belong to x. The two penalties are compared as a pair.
				got, want := make([]float64, 2), make([]float64, 2)
				for i, e := range [][]float64{ε, minus(1, ε)} {
					got[i] = penalty(D, x, xTilde, e)
					want[i] = ref.GradientPenalty(func(x []float64) []float64 { return x }, rows(x), rows(xTilde), e)
				}
				slices.Sort(got)
				slices.Sort(want)
				t.Numbers("penalty with ε and with 1 − ε, the smaller one first", got, want)
			},
		},
		exercise.Case{
			Name: "the critic is flat", Points: 1, Core: true, Allow: 1e-3, Why: "a constant under the root, up to 1e-7, may move it",
			Cause: "the norm is 0, so the penalty is 1; the slope of √s at s = 0 is infinite, so add 1e-12 before you take the root",
			Run: func(t *exercise.Trial) {
				t.Given("D(x)", "w·Σx with w = 0")
				x, xTilde := t.Array("x", 2, 1, 1, 2), t.Array("x̃", 2, 1, 1, 2)
				ε := ref.Array{Dims: []int{2, 1, 1, 1}, Values: t.Uniform("ε", 2, 0, 1)}
				var w *Node
				value, slopes := plaingo.WithGradient(func(n []*Node) *Node {
					w = n[3]
					return wgan.GradientPenalty(func(x *Node) *Node { return Mul(w, ReduceSum(x, 1, 2, 3)) }, n[0], n[1], n[2])
				}, x, xTilde, ε, ref.Array{Values: []float64{0}})
				t.Number("penalty", value, 1)
				t.Number("slope by w", slopes[3].Values[0], 0)
			},
		},
	)
}

func minus(a float64, x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = a - x[i]
	}
	return y
}

// rows are the images of an array, flat.
func rows(x ref.Array) (images [][]float64) {
	n := len(x.Values) / x.Dims[0]
	for i := range x.Dims[0] {
		images = append(images, x.Values[i*n:(i+1)*n])
	}
	return images
}

func TestSpectralNorm(t *testing.T) {
	norm := func(t *exercise.Trial, W [][]float64, u []float64, steps int) {
		t.Given("W", W)
		t.Given("steps", steps)
		before, want := slices.Clone(u), iterated(W, u, steps)
		t.Number("σ", wgan.SpectralNorm(W, u, steps), want)
		t.Numbers("the argument u, afterwards", u, before)
	}
	const why = "sums of products in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "W only stretches, by 3 and by 2", Points: 1, Allow: 1e-9, Why: why,
			Cause: "after 100 steps u lies along the axis that is stretched most, and σ = 3",
			Run: func(t *exercise.Trial) {
				norm(t, [][]float64{{3, 0}, {0, -2}}, t.Vector("u", 0.6, 0.8), 100)
			},
		},
		exercise.Case{
			Name: "there are many steps", Points: 1, Core: true, Allow: 1e-6, Why: "the last digits come slowly where two singular values are close",
			Cause: "the largest singular value of W: both vectors are brought to length 1 in every step",
			Run: func(t *exercise.Trial) {
				W := rows(t.Array("W, drawn", 3, 4))
				var svd mat.SVD
				if !svd.Factorize(mat.NewDense(3, 4, slices.Concat(W...)), mat.SVDNone) {
					panic("no singular values")
				}
				u, want := t.Normal("u", 4, 0, 1), svd.Values(nil)[0]
				t.Given("steps", 2000)
				t.Number("σ", wgan.SpectralNorm(W, u, 2000), want)
			},
		},
		exercise.Case{
			Name: "there are two steps", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "first v from u, then the new u from this v; the estimate uses the last v and the last u",
			Run: func(t *exercise.Trial) {
				norm(t, rows(t.Array("W, drawn", 3, 2)), t.Normal("u", 2, 0, 1), 2)
			},
		},
	)
}

// iterated is the power iteration with a matrix library.
func iterated(W [][]float64, u []float64, steps int) float64 {
	M := mat.NewDense(len(W), len(u), slices.Concat(W...))
	a := mat.NewVecDense(len(u), slices.Clone(u))
	v := mat.NewVecDense(len(W), nil)
	for range steps {
		v.MulVec(M, a)
		v.ScaleVec(1/mat.Norm(v, 2), v)
		a.MulVec(M.T(), v)
		a.ScaleVec(1/mat.Norm(a, 2), a)
	}
	return mat.Inner(v, M, a)
}
