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
				n := t.Size(2, 4)
				below, above := t.Uniform("y, below", n, -5, -1.5), t.Uniform("y, above", t.Size(2, 5), 1.5, 5)
				y := t.Vector("y", append(above, below...)...)
				move(t, t.Uniform("x", len(y), -1, 1), y)
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
			Run:   func(t *exercise.Trial) { try(t, t.Normal("r", t.Size(2, 7), -2, 3), t.Normal("f", t.Size(2, 7), 2, 3)) },
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
				draw := func(name string) []float64 {
					far, n := t.Uniform(name+", far above", t.Size(1, 3), 1.2, 4), t.Size(1, 3)
					far = append(far, t.Uniform(name+", far below", n, -4, -1.2)...)
					return append(t.Uniform(name+", near 0", t.Size(1, 2), -0.8, 0.8), far...)
				}
				try(t, draw("r"), draw("f"))
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
			Run: func(t *exercise.Trial) {
				c := t.Uniform("c, drawn", 1, 0.3, 0.9)[0]
				w := append(t.Uniform("weights within", t.Size(1, 4), -c, c), t.Uniform("weights above", t.Size(1, 3), 1, 2)...)
				clip(t, t.Vector("weights", append(w, t.Uniform("weights below", t.Size(1, 3), -2, -1)...)...), c)
			},
		},
	)
}

// pairs are images x and x̃, of which no pixel is the same in both.
func pairs(t *exercise.Trial, images, pixels int) (x, xTilde [][]float64) {
	draw := func(name string, from, to float64) [][]float64 {
		return rows(ref.Array{Dims: []int{images, pixels}, Values: t.Uniform(name, images*pixels, from, to)})
	}
	return draw("x, pixel by pixel", 1, 2), draw("x̃, pixel by pixel", -2, -1)
}

// mix mixes pairs, and works ε out again for each pixel: (x̂ − x̃)/(x − x̃). An answer gets copies, so that it cannot change what it is asked about.
func mix(x, xTilde [][]float64, random *rand.Rand) ref.Array {
	ε := exercise.Table(wgan.Mixture(clones(x), clones(xTilde), random))
	if len(ε.Dims) == 2 && ε.Dims[0] == len(x) && ε.Dims[1] == len(x[0]) {
		for k := range ε.Values {
			i, j := k/len(x[0]), k%len(x[0])
			ε.Values[k] = (ε.Values[k] - xTilde[i][j]) / (x[i][j] - xTilde[i][j])
		}
	}
	return ε
}

func clones(x [][]float64) (y [][]float64) {
	for _, row := range x {
		y = append(y, slices.Clone(row))
	}
	return y
}

// generator is random numbers, twice the same.
func generator(t *exercise.Trial) (random, again *rand.Rand) {
	seed := uint64(t.Int("seed of random", 1, 1_000_000))
	return rand.New(rand.NewPCG(seed, 0)), rand.New(rand.NewPCG(seed, 0))
}

// folded are the ε of all pairs in their order of size, each or 1 − ε, whichever is smaller: which of the images ε belongs to, and which pair comes first,
// is left to the answer. That all pixels of a pair have the same is not.
func folded(ε ref.Array) ref.Array {
	if len(ε.Values) == 0 {
		return ε // there is nothing to fold
	}
	lines := rows(ε)
	for _, line := range lines {
		for j, e := range line {
			line[j] = min(e, 1-e)
		}
	}
	slices.SortFunc(lines, slices.Compare)
	return exercise.Table(lines)
}

func TestMixture(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "x and x̃ are the same", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "a mixture of an image with itself is that image: the two parts add up to 1",
			Run: func(t *exercise.Trial) {
				x := t.Array("x and x̃", t.Size(1, 3), t.Size(2, 5))
				random, _ := generator(t)
				t.Arrays("x̂", exercise.Table(wgan.Mixture(clones(rows(x)), clones(rows(x)), random)), x)
			},
		},
		exercise.Case{
			Name: "ε of each pair and each pixel is looked at", Points: 2, Core: true, Allow: 1e-9, Why: exact,
			Cause: "one number from random.Float64() for each pair, used for all its pixels",
			Run: func(t *exercise.Trial) {
				x, xTilde := pairs(t, t.Size(3, 9), t.Size(2, 5))
				random, again := generator(t)
				want := ref.Zeros(len(x), len(x[0]))
				for i := range x {
					e := again.Float64()
					for j := range x[i] {
						want.Values[i*len(x[i])+j] = e
					}
				}
				got := mix(x, xTilde, random)
				t.Arrays("ε or 1 − ε, the smaller one, sorted", folded(got), folded(want))
			},
		},
		exercise.Case{
			Name: "the ε of 4,000 pairs are counted", Points: 1, Allow: 0.05, Why: "a share of 4,000 random numbers has a deviation of 0.007, and this is seven of them",
			Cause: "ε is uniform: a quarter of all ε lies in each quarter between 0 and 1",
			Run: func(t *exercise.Trial) {
				random, _ := generator(t)
				x, xTilde := make([][]float64, 4000), make([][]float64, 4000)
				for i := range x {
					x[i], xTilde[i] = []float64{1}, []float64{0}
				}
				shares := make([]float64, 4)
				for _, e := range mix(x, xTilde, random).Values {
					if i := int(4 * e); e >= 0 && i < 4 {
						shares[i] += 1.0 / 4000
					}
				}
				t.Numbers("shares of the quarters", shares, []float64{0.25, 0.25, 0.25, 0.25})
			},
		},
	)
}

// critic is D(x) = Σ (a·x + ½·b·x²), with an a and a b for each of the values of an image, so that its slope is a + b·x. Nobody learns it from a few scores.
type critic struct{ a, b ref.Array }

// drawCritic has slopes of that length at 0, and no bend if bend is 0.
func drawCritic(t *exercise.Trial, length, bend float64, dims ...int) critic {
	t.Given("D(x)", "Σ (a·x + ½·b·x²), with an a and a b for each value of an image")
	c := critic{t.Array("a, before it is scaled", dims...), t.Array("b, before it is scaled", dims...)}
	sum := 0.0
	for _, v := range c.a.Values {
		sum += v * v
	}
	for i := range c.a.Values {
		c.a.Values[i] *= length / math.Sqrt(sum)
		c.b.Values[i] *= bend
	}
	t.Given("a", c.a)
	t.Given("b", c.b)
	return c
}

// score is D as a graph; a and b are arrays [1, H, W, C].
func (c critic) score(x *Node) *Node {
	a, b := Const(x.Graph(), c.a.Values), Const(x.Graph(), c.b.Values)
	d := append([]int{1}, c.a.Dims...)
	a, b = Reshape(a, d...), Reshape(b, d...)
	return ReduceSum(Add(Mul(a, x), MulScalar(Mul(b, Square(x)), 0.5)), 1, 2, 3)
}

// slope is that of D at an image.
func (c critic) slope(x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = c.a.Values[i] + c.b.Values[i]*x[i]
	}
	return y
}

func TestGradientPenalty(t *testing.T) {
	penalty := func(D func(x *Node) *Node, x, xTilde ref.Array, ε []float64) float64 {
		return plaingo.One(func(n []*Node) *Node { return wgan.GradientPenalty(D, n[0], n[1], n[2]) },
			x, xTilde, ref.Array{Dims: []int{len(ε), 1, 1, 1}, Values: ε}).Values[0]
	}
	// draw makes images for a critic.
	draw := func(t *exercise.Trial) (x, xTilde ref.Array) {
		d := []int{t.Size(2, 4), t.Size(1, 3), t.Size(1, 2), t.Size(2, 3)}
		return t.Array("x", d...), t.Array("x̃", d...)
	}
	// linear has a critic whose slope has the same length everywhere.
	linear := func(t *exercise.Trial, length float64) {
		x, xTilde := draw(t)
		D := drawCritic(t, length, 0, x.Dims[1:]...)
		t.Number("penalty", penalty(D.score, x, xTilde, t.Uniform("ε", x.Dims[0], 0, 1)), (length-1)*(length-1))
	}
	const why = "a small constant under the root, up to 1e-8, may move it"
	exercise.Run(t,
		exercise.Case{
			Name: "the critic has a slope below 1, the same everywhere", Points: 1, Core: true, Allow: 1e-6, Why: why,
			Cause: "a slope of ½ costs (½ − 1)² = ¼: slopes below 1 are penalised as well, and each image has its own norm",
			Run:   func(t *exercise.Trial) { linear(t, t.Uniform("length of the slope", 1, 0.2, 0.8)[0]) },
		},
		exercise.Case{
			Name: "the critic has a slope above 2, the same everywhere", Points: 1, Core: true, Allow: 1e-6, Why: why,
			Cause: "a slope of 4 costs (4 − 1)² = 9: it is the distance of the norm from 1, not of its square",
			Run:   func(t *exercise.Trial) { linear(t, t.Uniform("length of the slope", 1, 2, 5)[0]) },
		},
		exercise.Case{
			Name: "the critic is curved, and all is random", Points: 2, Core: true, Allow: 1e-6, Why: why,
			Cause: "the slope is taken at x̂, which lies between x and x̃; ε has a number for each pair",
			Run: func(t *exercise.Trial) {
				x, xTilde := draw(t)
				D, ε := drawCritic(t, 1, 1, x.Dims[1:]...), t.Uniform("ε", x.Dims[0], 0, 0.4)
				// ε and 1 − ε have the same distribution, so either may belong to x. The two penalties are compared as a pair.
				got, want := make([]float64, 2), make([]float64, 2)
				for i, e := range [][]float64{ε, minus(1, ε)} {
					got[i] = penalty(D.score, x, xTilde, e)
					want[i] = ref.GradientPenalty(D.slope, rows(x), rows(xTilde), e)
				}
				slices.Sort(got)
				slices.Sort(want)
				t.Numbers("penalty with ε and with 1 − ε, the smaller one first", got, want)
			},
		},
		exercise.Case{
			Name: "the critic is flat", Points: 1, Allow: 1e-3, Why: "a constant under the root, up to 1e-7, may move it",
			Cause: "the norm is 0, so the penalty is 1; the slope of √s at s = 0 is infinite, so add 1e-12 before you take the root",
			Run: func(t *exercise.Trial) {
				t.Given("D(x)", "w·Σx with w = 0")
				x, xTilde := draw(t)
				ε := ref.Array{Dims: []int{x.Dims[0], 1, 1, 1}, Values: t.Uniform("ε", x.Dims[0], 0, 1)}
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
				n, m := t.Size(2, 4), t.Size(2, 4)
				W := rows(t.Array("W, drawn", n, m))
				var svd mat.SVD
				if !svd.Factorize(mat.NewDense(n, m, slices.Concat(W...)), mat.SVDNone) {
					panic("no singular values")
				}
				u, want := t.Normal("u", m, 0, 1), svd.Values(nil)[0]
				t.Given("steps", 2000)
				t.Number("σ", wgan.SpectralNorm(W, u, 2000), want)
			},
		},
		exercise.Case{
			Name: "there are few steps", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "first v from u, then the new u from this v; the estimate uses the last v and the last u",
			Run: func(t *exercise.Trial) {
				m := t.Size(2, 4)
				norm(t, rows(t.Array("W, drawn", t.Size(2, 4), m)), t.Normal("u", m, 0, 1), t.Size(2, 3))
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
