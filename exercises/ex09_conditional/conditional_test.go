package conditional_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	conditional "gophergan/exercises/ex09_conditional"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

// classes takes down one class for each image, and returns them.
func classes(t *exercise.Trial, name string, y ...int) []int {
	t.Given(name, y)
	return y
}

// drawClasses draws one of K classes for each of two or more images. The first two differ, so that
// no single class is right for all; from three images on one class is there twice.
func drawClasses(t *exercise.Trial, name string, images, K int) []int {
	y := make([]int, images)
	for i := range y {
		y[i] = t.Size(0, K-1)
	}
	y[1] = (y[0] + t.Size(1, K-1)) % K
	if images > 2 {
		y[2] = y[t.Size(0, 1)]
	}
	return classes(t, name, y...)
}

// asNode is classes as a function gets them: integers [B].
func asNode(g *Graph, y []int) *Node {
	whole := make([]int32, len(y))
	for i := range y {
		whole[i] = int32(y[i])
	}
	return Const(g, whole)
}

// rows are the lines of an array, each with all that lies below the first axis.
func rows(x ref.Array) (lines [][]float64) {
	n := len(x.Values) / x.Dims[0]
	for i := range x.Dims[0] {
		lines = append(lines, x.Values[i*n:(i+1)*n])
	}
	return lines
}

// table is what a hand-made case has for an array, as a learner reads it.
func table(t *exercise.Trial, name string, dims []int, values ...float64) ref.Array {
	x := ref.Array{Dims: dims, Values: values}
	t.Given(name, x)
	return x
}

// differences is the slope of f by each value of x, by central differences.
func differences(f func(x ref.Array) float64, x ref.Array) ref.Array {
	const h = 1e-5
	slope := ref.Zeros(x.Dims...)
	for i := range x.Values {
		at := func(v float64) float64 {
			moved := ref.Array{Dims: x.Dims, Values: slices.Clone(x.Values)}
			moved.Values[i] = v
			return f(moved)
		}
		slope.Values[i] = (at(x.Values[i]+h) - at(x.Values[i]-h)) / (2 * h)
	}
	return slope
}

const smooth = "slopes are compared with differences over 2e-5"

// argument is an array by which a loss has a slope.
type argument struct {
	name string
	ref.Array
}

// twinned is a function whose result is one number, its twin, and the arguments of both.
type twinned struct {
	f    func(x []*Node) *Node
	twin func(x []ref.Array) float64
	args []argument
}

func (a twinned) inputs() []ref.Array {
	inputs := make([]ref.Array, len(a.args))
	for i, x := range a.args {
		inputs[i] = x.Array
	}
	return inputs
}

// value compares the number.
func (a twinned) value(t *exercise.Trial, what string) {
	x := a.inputs()
	t.Arrays(what, plaingo.One(a.f, x...), ref.Array{Values: []float64{a.twin(x)}})
}

// slopes compares those by all arguments with the twin's differences.
func (a twinned) slopes(t *exercise.Trial) {
	_, got := plaingo.WithGradient(a.f, a.inputs()...)
	for i, x := range a.args {
		t.Arrays("slope by "+x.name, got[i], differences(func(x ref.Array) float64 {
			moved := a.inputs()
			moved[i] = x
			return a.twin(moved)
		}, x.Array))
	}
}

// weighed is the loss Σ a·y, for slopes by what y was made of.
func weighed(y, a *Node) *Node {
	if got, want := y.Shape().Dimensions, a.Shape().Dimensions; !slices.Equal(got, want) {
		panic(fmt.Errorf("the result has shape %v, want %v", got, want))
	}
	return ReduceAllSum(Mul(y, a))
}

func TestConcatLabels(t *testing.T) {
	concat := func(t *exercise.Trial, x ref.Array, y []int, K int) {
		t.Given("K", K)
		got := plaingo.One(func(n []*Node) *Node { return conditional.ConcatLabels(n[0], asNode(n[0].Graph(), y), K) }, x)
		t.Arrays("x with labels", got, ref.ConcatLabels(x, y, K))
	}
	const why = "values are copied"
	exercise.Run(t,
		exercise.Case{
			Name: "two noise vectors are asked for the classes 2 and 0", Points: 1, Allow: 1e-12, Why: why,
			Cause: "of three classes 2 is (0 0 1) and 0 is (1 0 0); they stand after the noise",
			Run: func(t *exercise.Trial) {
				concat(t, table(t, "x", []int{2, 2}, 0.1, 0.2, 0.3, 0.4), classes(t, "y", 2, 0), 3)
			},
		},
		exercise.Case{
			Name: "x is noise", Points: 1, Core: true, Allow: 1e-12, Why: why,
			Cause: "each row gets the K values of its own class, after its own values",
			Run: func(t *exercise.Trial) {
				B, K := t.Size(2, 4), t.Size(3, 6)
				concat(t, t.Array("x", B, t.Size(2, 5)), drawClasses(t, "y", B, K), K)
			},
		},
		exercise.Case{
			Name: "x are images", Points: 1, Core: true, Allow: 1e-12, Why: why,
			Cause: "K more channels, and in each of them the same number at all pixels of an image",
			Run: func(t *exercise.Trial) {
				B, K := t.Size(2, 3), t.Size(2, 4)
				concat(t, t.Array("x", B, t.Size(2, 3), t.Size(2, 3), t.Size(1, 3)), drawClasses(t, "y", B, K), K)
			},
		},
	)
}

func TestEmbedding(t *testing.T) {
	lookUp := func(t *exercise.Trial, W ref.Array, y []int) {
		got := plaingo.One(func(n []*Node) *Node { return conditional.Embedding(n[0], asNode(n[0].Graph(), y)) }, W)
		t.Arrays("e", got, exercise.Table(ref.Embedding(rows(W), y)))
	}
	// draw has no square tables: one that is read by columns has another shape.
	draw := func(t *exercise.Trial) (W ref.Array, y []int) {
		K := t.Size(4, 6)
		W = t.Array("W", K, K-t.Size(1, 2))
		return W, drawClasses(t, "y", t.Size(3, 5), K)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "the table has three rows, and rows 2 and 0 are asked for", Points: 1, Allow: 1e-12, Why: "rows are copied",
			Cause: "classes count from 0: row 2 is the last of three",
			Run: func(t *exercise.Trial) {
				lookUp(t, table(t, "W", []int{3, 2}, 1, 10, 2, 20, 3, 30), classes(t, "y", 2, 0))
			},
		},
		exercise.Case{
			Name: "table and classes are drawn", Points: 1, Core: true, Allow: 1e-12, Why: "rows are copied",
			Cause: "one row of W for each class of y, as often as it is there and in the order of y",
			Run: func(t *exercise.Trial) {
				W, y := draw(t)
				lookUp(t, W, y)
			},
		},
		exercise.Case{
			Name: "the table learns", Points: 1, Core: true, Allow: 1e-9, Why: "sums of a few numbers in float64",
			Cause: "the slope by W: a row gets that of every place where it was looked up, added up, and a class that is not there gets 0",
			Run: func(t *exercise.Trial) {
				W, y := draw(t)
				a := t.Array("a, for the loss Σ a·e", len(y), W.Dims[1])
				_, slopes := plaingo.WithGradient(func(n []*Node) *Node {
					return weighed(conditional.Embedding(n[0], asNode(n[0].Graph(), y)), n[1])
				}, W, a)
				want := ref.Zeros(W.Dims...)
				for i, a := range rows(a) {
					for j, v := range a {
						want.Values[y[i]*W.Dims[1]+j] += v
					}
				}
				t.Arrays("slope by W", slopes[0], want)
			},
		},
	)
}

// moments are the mean and the variance of each channel of x [B, H, W, C].
func moments(x ref.Array) (mean, variance []float64) {
	C := x.Dims[3]
	mean, variance = make([]float64, C), make([]float64, C)
	n := float64(len(x.Values) / C)
	for i, v := range x.Values {
		mean[i%C] += v / n
	}
	for i, v := range x.Values {
		variance[i%C] += (v - mean[i%C]) * (v - mean[i%C]) / n
	}
	return mean, variance
}

func TestConditionalBatchNorm(t *testing.T) {
	norm := func(t *exercise.Trial, x ref.Array, y []int, gamma, beta ref.Array) {
		got := plaingo.One(func(n []*Node) *Node {
			return conditional.ConditionalBatchNorm(n[0], asNode(n[0].Graph(), y), n[1], n[2])
		}, x, gamma, beta)
		mean, variance := moments(x)
		t.Arrays("result", got, ref.ConditionalBatchNorm(x, y, mean, variance, rows(gamma), rows(beta), 1e-5))
	}
	// draw makes images and tables for K classes.
	draw := func(t *exercise.Trial, B, K int) (x, gamma, beta ref.Array) {
		C := t.Size(2, 3)
		return t.Array("x", B, t.Size(2, 3), t.Size(1, 3), C), t.Array("gamma", K, C), t.Array("beta", K, C)
	}
	const why = "sums of dozens of numbers and a root in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "there are two images of one pixel, of the classes 0 and 1", Points: 1, Allow: 1e-9, Why: why,
			Cause: "1 and 3 become −1 and 1, but for the 1e-5. Class 0 has γ = 0 and β = 0, so −1 stays; class 1 has γ = 1 and β = 10: 2·1 + 10",
			Run: func(t *exercise.Trial) {
				x := table(t, "x", []int{2, 1, 1, 1}, 1, 3)
				y := classes(t, "y", 0, 1)
				norm(t, x, y, table(t, "gamma", []int{2, 1}, 0, 1), table(t, "beta", []int{2, 1}, 0, 10))
			},
		},
		exercise.Case{
			Name: "all images are of one class, and then of another one", Points: 1, Core: true, Allow: 1e-9, Why: why,
			Cause: "batch normalisation with a factor of 1 + γ: a table of zeros changes nothing",
			Run: func(t *exercise.Trial) {
				B, K := t.Size(2, 4), t.Size(2, 4)
				x, gamma, beta := draw(t, B, K)
				first := t.Size(0, K-1)
				for _, class := range []int{first, (first + t.Size(1, K-1)) % K} {
					norm(t, x, classes(t, "y", slices.Repeat([]int{class}, B)...), gamma, beta)
				}
			},
		},
		exercise.Case{
			Name: "there are several classes", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "μ and σ² are those of the whole batch, over axes 0, 1 and 2; γ and β are rows of their tables, one for each image",
			Run: func(t *exercise.Trial) {
				B, K := t.Size(3, 5), t.Size(3, 5)
				x, gamma, beta := draw(t, B, K)
				norm(t, x, drawClasses(t, "y", B, K), gamma, beta)
			},
		},
	)
}

// judged is what a D with two heads says of images, and their classes.
type judged struct {
	source, class ref.Array
	c             []int
}

func (j judged) twin() ref.Judged {
	return ref.Judged{Source: j.source.Values, Class: rows(j.class), C: j.c}
}

// drawJudged draws what D says of B images; score, class and c are the names of the arguments.
func drawJudged(t *exercise.Trial, score, class, c string, B, K int) judged {
	return judged{plaingo.Vector(t.Normal(score, B, 0, 2)), t.Array(class, B, K), drawClasses(t, c, B, K)}
}

// unsure has heads that say nothing: all logits are 0.
func unsure(c []int, K int) judged {
	return judged{ref.Zeros(len(c)), ref.Zeros(len(c), K), c}
}

// said is logits [B, K] by which each image is certainly of one class.
func said(t *exercise.Trial, name string, K int, logit float64, class ...int) ref.Array {
	x := ref.Zeros(len(class), K)
	for i, k := range class {
		x.Values[i*K+k] = logit
	}
	t.Given(name, x)
	return x
}

// large has logits with which D is certain: right about the first two images and wrong about the
// last, where the softmax of the right class is 0 in float64 and its logarithm infinite.
func large(t *exercise.Trial, score, class, c string, side float64) judged {
	r := t.Vector(score, 900*side, 1000*side, -800*side)
	return judged{plaingo.Vector(r), said(t, class, 4, 1000, 2, 0, 1), classes(t, c, 2, 0, 3)}
}

func TestAuxiliaryLossD(t *testing.T) {
	try := func(t *exercise.Trial, real, fake judged) {
		loss := twinned{
			func(n []*Node) *Node {
				g := n[0].Graph()
				return conditional.AuxiliaryLossD(n[0], n[1], n[2], n[3], asNode(g, real.c), asNode(g, fake.c))
			},
			func(x []ref.Array) float64 {
				return ref.ACGAND(judged{x[0], x[2], real.c}.twin(), judged{x[1], x[3], fake.c}.twin())
			},
			[]argument{{"r", real.source}, {"f", fake.source}, {"classR", real.class}, {"classF", fake.class}},
		}
		loss.value(t, "loss")
		loss.slopes(t)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "D knows nothing, of ten classes", Points: 1, Allow: 1e-7, Why: smooth,
			Cause: "all logits are 0: log 2 for each of two sources and log 10 for each of two classes make 5.991465",
			Run: func(t *exercise.Trial) {
				t.Given("r, f, classR, classF", "0 everywhere")
				try(t, unsure(classes(t, "cR", 3, 7), 10), unsure(classes(t, "cF", 1, 4), 10))
			},
		},
		exercise.Case{
			Name: "all is random", Points: 2, Core: true, Allow: 1e-7, Why: smooth,
			Cause: "four means over the batch, and minus their sum. D wants the class read right also where the image is generated: the one that it was asked for",
			Run: func(t *exercise.Trial) {
				B, K := t.Size(3, 4), t.Size(3, 5)
				try(t, drawJudged(t, "r", "classR", "cR", B, K), drawJudged(t, "f", "classF", "cF", B, K))
			},
		},
		exercise.Case{
			Name: "logits are large", Points: 1, Allow: 1e-7, Why: smooth,
			Cause: "a softmax or a sigmoid of such logits is exactly 0 or 1, and the logarithm of 0 is infinite: take LogSoftmax and Softplus",
			Run: func(t *exercise.Trial) {
				try(t, large(t, "r", "classR", "cR", 1), large(t, "f", "classF", "cF", -1))
			},
		},
	)
}

func TestAuxiliaryLossG(t *testing.T) {
	try := func(t *exercise.Trial, fake judged) {
		loss := twinned{
			func(n []*Node) *Node { return conditional.AuxiliaryLossG(n[0], n[1], asNode(n[0].Graph(), fake.c)) },
			func(x []ref.Array) float64 { return ref.ACGANNonSaturatingG(judged{x[0], x[1], fake.c}.twin()) },
			[]argument{{"f", fake.source}, {"class", fake.class}},
		}
		loss.value(t, "loss")
		loss.slopes(t)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "D is certain that the images are real and of their classes", Points: 1, Allow: 1e-7, Why: smooth,
			Cause: "G has all that it wants: the loss is 0. If it is 1.461150, a softmax was taken twice",
			Run: func(t *exercise.Trial) {
				f := plaingo.Vector(t.Vector("f", 40, 50))
				try(t, judged{f, said(t, "class", 10, 60, 3, 7), classes(t, "c", 3, 7)})
			},
		},
		exercise.Case{
			Name: "D knows nothing, of ten classes", Points: 1, Allow: 1e-7, Why: smooth,
			Cause: "all logits are 0: log 2 for the source and log 10 for the class make 2.995732",
			Run: func(t *exercise.Trial) {
				t.Given("f, class", "0 everywhere")
				try(t, unsure(classes(t, "c", 3, 7), 10))
			},
		},
		exercise.Case{
			Name: "all is random", Points: 2, Core: true, Allow: 1e-7, Why: smooth,
			Cause: "G wants the image to pass as real, and its class to be read right, as D does: both terms are minus a logarithm",
			Run: func(t *exercise.Trial) {
				try(t, drawJudged(t, "f", "class", "c", t.Size(3, 4), t.Size(3, 5)))
			},
		},
	)
}

const few = "exponentials, logarithms and sums of a few numbers in float64"

func TestCategoricalBound(t *testing.T) {
	bound := func(logits ref.Array, c []int) twinned {
		return twinned{
			func(n []*Node) *Node { return conditional.CategoricalBound(n[0], asNode(n[0].Graph(), c)) },
			func(x []ref.Array) float64 { return ref.InfoBoundCategorical(rows(x[0]), c) },
			[]argument{{"logits", logits}},
		}
	}
	draw := func(t *exercise.Trial) (logits ref.Array, c []int) {
		B, K := t.Size(3, 5), t.Size(3, 6)
		return t.Array("logits", B, K), drawClasses(t, "c", B, K)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "Q knows nothing, of ten values", Points: 1, Allow: 1e-9, Why: few,
			Cause: "log Q is −log 10 for every code and H(c) is log 10: the image tells 0 about the code",
			Run: func(t *exercise.Trial) {
				t.Given("logits", "0 everywhere")
				bound(ref.Zeros(2, 10), classes(t, "c", 3, 7)).value(t, "L_I")
			},
		},
		exercise.Case{
			Name: "all is random", Points: 1, Core: true, Allow: 1e-9, Why: few,
			Cause: "the mean of log Q of the right values, and log K; there is no minus, since it shall become large",
			Run:   func(t *exercise.Trial) { bound(draw(t)).value(t, "L_I") },
		},
		exercise.Case{
			Name: "Q learns", Points: 1, Core: true, Allow: 1e-7, Why: smooth,
			Cause: "for each image the slope is that of log Q, (1 − Q)/B at the right value and −Q/B at the others",
			Run:   func(t *exercise.Trial) { bound(draw(t)).slopes(t) },
		},
	)
}

func TestGaussianBound(t *testing.T) {
	bound := func(mean, logVariance, u ref.Array) twinned {
		return twinned{
			func(n []*Node) *Node {
				codes := Reshape(Const(n[0].Graph(), u.Values), u.Dims...)
				return conditional.GaussianBound(n[0], n[1], codes)
			},
			func(x []ref.Array) float64 { return ref.InfoBoundGaussian(rows(x[0]), rows(x[1]), rows(u)) },
			[]argument{{"mean", mean}, {"logVariance", logVariance}},
		}
	}
	draw := func(t *exercise.Trial) (mean, logVariance, u ref.Array) {
		dims := []int{t.Size(2, 4), t.Size(2, 4)}
		u = ref.Array{Dims: dims, Values: t.Uniform("u", dims[0]*dims[1], -1, 1)}
		return t.Array("mean", dims...), t.Array("logVariance", dims...), u
	}
	exercise.Run(t,
		exercise.Case{
			Name: "one code is 0.3, and Q says 0.1 with σ = ½", Points: 1, Allow: 1e-9, Why: few,
			Cause: "log N = −½·(0.2/0.5)² − log ½ − ½·log 2π = −0.305791, and H = log 2",
			Run: func(t *exercise.Trial) {
				d := []int{1, 1}
				u, mean := table(t, "u", d, 0.3), table(t, "mean", d, 0.1)
				bound(mean, table(t, "logVariance", d, -2*math.Ln2), u).value(t, "L_I")
			},
		},
		exercise.Case{
			Name: "two codes are read without an error, and σ is 1", Points: 1, Allow: 1e-9, Why: few,
			Cause: "−½·log 2π + log 2 = −0.225791 for each code, and codes are added up",
			Run: func(t *exercise.Trial) {
				u := table(t, "u", []int{1, 2}, 0.4, -0.7)
				t.Given("mean", "u")
				bound(u, table(t, "logVariance", u.Dims, 0, 0), u).value(t, "L_I")
			},
		},
		exercise.Case{
			Name: "all is random", Points: 1, Core: true, Allow: 1e-9, Why: few,
			Cause: "the sum is over the codes of an image, the mean over the batch; H(u) is log 2 for each code",
			Run:   func(t *exercise.Trial) { bound(draw(t)).value(t, "L_I") },
		},
		exercise.Case{
			Name: "Q learns", Points: 1, Core: true, Allow: 1e-7, Why: smooth,
			Cause: "the slope by μ is (u − μ)/σ² and that by log σ² is ½·((u − μ)²/σ² − 1), both divided by B; σ² is the exponential of what Q says",
			Run:   func(t *exercise.Trial) { bound(draw(t)).slopes(t) },
		},
	)
}

// features adds up the features h [B, H, W, D] of each image over its positions.
func features(h ref.Array) [][]float64 {
	D := h.Dims[3]
	φ := make([][]float64, h.Dims[0])
	for i, image := range rows(h) {
		φ[i] = make([]float64, D)
		for k, v := range image {
			φ[i][k%D] += v
		}
	}
	return φ
}

func TestProjectionScore(t *testing.T) {
	score := func(t *exercise.Trial, h ref.Array, y []int, V ref.Array, w []float64, b float64) {
		t.Given("b", b)
		got := plaingo.One(func(n []*Node) *Node {
			return conditional.ProjectionScore(n[0], asNode(n[0].Graph(), y), n[1], n[2], n[3])
		}, h, V, plaingo.Vector(w), ref.Array{Values: []float64{b}})
		var want []float64
		for i, φ := range features(h) {
			want = append(want, ref.Projection(φ, y[i], rows(V), w, b))
		}
		t.Arrays("scores", got, plaingo.Vector(want))
	}
	// draw makes features of B images, and the weights for K classes.
	draw := func(t *exercise.Trial) (h ref.Array, y []int, V ref.Array, w []float64, b float64) {
		B, K, D := t.Size(3, 4), t.Size(3, 5), t.Size(2, 4)
		h = t.Array("h", B, t.Size(2, 3), t.Size(1, 3), D)
		return h, drawClasses(t, "y", B, K), t.Array("V", K, D), t.Normal("w", D, 0, 1), t.Normal("b, drawn", 1, 0, 2)[0]
	}
	const why = "sums of dozens of products in float64"
	exercise.Run(t,
		exercise.Case{
			Name: "the same image is shown as class 0 and as class 1", Points: 1, Allow: 1e-9, Why: why,
			Cause: "ψ = 0.5·1 − 1·2 + 0.25 = −1.25; as class 0 comes 1·1 + 0·2, as class 1 0·1 + 3·2",
			Run: func(t *exercise.Trial) {
				h := table(t, "h", []int{2, 1, 1, 2}, 1, 2, 1, 2)
				y := classes(t, "y", 0, 1)
				score(t, h, y, table(t, "V", []int{2, 2}, 1, 0, 0, 3), t.Vector("w", 0.5, -1), 0.25)
			},
		},
		exercise.Case{
			Name: "all is random", Points: 2, Core: true, Allow: 1e-9, Why: why,
			Cause: "first the sum of h over its positions, axes 1 and 2; then V[y]·φ with the row of each image's own class, w·φ, and b once",
			Run: func(t *exercise.Trial) {
				h, y, V, w, b := draw(t)
				score(t, h, y, V, w, b)
			},
		},
		exercise.Case{
			Name: "V learns", Points: 1, Core: true, Allow: 1e-9, Why: why,
			Cause: "the slope by V: a row gets a·φ of the images of its class, added up, and that of a class that is not there gets 0",
			Run: func(t *exercise.Trial) {
				h, y, V, w, b := draw(t)
				a := t.Normal("a, for the loss Σ a·f(x, y)", len(y), 0, 1)
				_, slopes := plaingo.WithGradient(func(n []*Node) *Node {
					return weighed(conditional.ProjectionScore(n[0], asNode(n[0].Graph(), y), n[1], n[2], n[3]), n[4])
				}, h, V, plaingo.Vector(w), ref.Array{Values: []float64{b}}, plaingo.Vector(a))
				want := ref.Zeros(V.Dims...)
				for i, φ := range features(h) {
					for j, v := range φ {
						want.Values[y[i]*V.Dims[1]+j] += a[i] * v
					}
				}
				t.Arrays("slope by V", slopes[1], want)
			},
		},
	)
}
