package minimax_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	minimax "gophergan/exercises/ex01_minimax"
	"gophergan/ganlib/gantest/plaingo"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

const exact = "a few operations in float64"

func TestValue(t *testing.T) {
	value := func(t *exercise.Trial, dReal, dFake []float64) {
		want := ref.V(logits(dReal), logits(dFake))
		t.Number("V", minimax.Value(dReal, dFake), want)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "D tosses a coin", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "each term is log ½ then, so V is −log 4 = −1.386; log is math.Log",
			Run: func(t *exercise.Trial) {
				value(t, t.Vector("dReal", 0.5, 0.5), t.Vector("dFake", 0.5, 0.5))
			},
		},
		exercise.Case{
			Name: "D has an idea", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "D earns log D for real notes and log(1 − D) for forged ones, and is right about most of these",
			Run: func(t *exercise.Trial) {
				n := t.Size(3, 6)
				value(t, t.Uniform("dReal", n, 0.6, 0.9), t.Uniform("dFake", n, 0.1, 0.4))
			},
		},
		exercise.Case{
			Name: "there are more forged notes than real ones", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "each term is a mean over its own notes: divide by the number of those",
			Run: func(t *exercise.Trial) {
				n := t.Size(1, 4)
				value(t, t.Uniform("dReal", n, 0.2, 0.9), t.Uniform("dFake", n+t.Size(1, 4), 0.2, 0.9))
			},
		},
	)
}

// logits are the scores whose sigmoids are d.
func logits(d []float64) []float64 {
	x := make([]float64, len(d))
	for i := range d {
		x[i] = math.Log(d[i]) - math.Log1p(-d[i])
	}
	return x
}

func TestOptimalD(t *testing.T) {
	best := func(t *exercise.Trial, p, q float64) {
		t.Given("p", p)
		t.Given("q", q)
		t.Number("D*", minimax.OptimalD(p, q), ref.OptimalD(p, q))
	}
	exercise.Run(t,
		exercise.Case{
			Name: "real data are three times as common", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "of four notes here three are real, so D* = ¾",
			Run:   func(t *exercise.Trial) { best(t, 0.6, 0.2) },
		},
		exercise.Case{
			Name: "densities are any numbers", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "only the ratio of p and q counts: densities need not add up to 1",
			Run: func(t *exercise.Trial) {
				d := t.Uniform("p, q", 2, 0.01, 5)
				t.Number("D*", minimax.OptimalD(d[0], d[1]), ref.OptimalD(d[0], d[1]))
			},
		},
		exercise.Case{
			Name: "there are no data at all", Points: 1, Allow: 0, Why: "½ is exact",
			Cause: "0/0 is not a number; look at p + q before you divide",
			Run:   func(t *exercise.Trial) { best(t, 0, 0) },
		},
	)
}

func TestJensenShannon(t *testing.T) {
	js := func(t *exercise.Trial, p, q []float64) {
		want := ref.JS(p, q, 1)
		t.Number("JS", minimax.JensenShannon(p, q), want)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "the two are equal", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "m is p then, and log(p/m) = 0",
			Run: func(t *exercise.Trial) {
				js(t, t.Vector("p", 0.2, 0.5, 0.3), t.Vector("q", 0.2, 0.5, 0.3))
			},
		},
		exercise.Case{
			Name: "the two hardly meet", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "an outcome with probability 0 adds 0, and math.Log(0) is −∞; for two that never meet JS is log 2, the most that it can be",
			Run: func(t *exercise.Trial) {
				before, after := make([]float64, t.Size(1, 3)), make([]float64, t.Size(1, 3)) // zeros
				p := append(t.Uniform("p where it is not 0, before it is scaled", len(before)+1, 0.1, 1), after...)
				q := append(before, t.Uniform("q, likewise", len(after)+1, 0.1, 1)...)
				js(t, t.Vector("p", shares(p)...), t.Vector("q", shares(q)...))
			},
		},
		exercise.Case{
			Name: "the two overlap", Points: 2, Core: true, Allow: 1e-12, Why: exact,
			Cause: "half of KL(p‖m) and half of KL(q‖m), each weighted by its own distribution",
			Run: func(t *exercise.Trial) {
				n := t.Size(3, 7)
				p, q := t.Uniform("p, before it is scaled to a sum of 1", n, 0, 1), t.Uniform("q, before it is scaled to a sum of 1", n, 0, 1)
				js(t, shares(p), shares(q))
			},
		},
	)
}

// shares is x with a sum of 1.
func shares(x []float64) []float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	y := make([]float64, len(x))
	for i := range x {
		y[i] = x[i] / sum
	}
	return y
}

func TestDiscriminatorLoss(t *testing.T) {
	loss := func(t *exercise.Trial, r, f []float64) {
		got, slopes := plaingo.WithGradient(func(x []*Node) *Node { return minimax.DiscriminatorLoss(x[0], x[1]) }, plaingo.Vector(r), plaingo.Vector(f))
		t.Number("loss", got, ref.MinimaxD(r, f))
		t.Numbers("slope by r", slopes[0].Values, scaled(r, func(r float64) float64 { return -ref.Sigmoid(-r) }))
		t.Numbers("slope by f", slopes[1].Values, scaled(f, ref.Sigmoid))
	}
	exercise.Run(t,
		exercise.Case{
			Name: "D cannot tell", Points: 1, Allow: 1e-9, Why: "GoMLX's softplus in float64",
			Cause: "σ(0) = ½, so the loss is 2·log 2 = log 4",
			Run: func(t *exercise.Trial) {
				loss(t, t.Vector("r", 0, 0, 0), t.Vector("f", 0, 0, 0))
			},
		},
		exercise.Case{
			Name: "scores are any numbers", Points: 1, Core: true, Allow: 1e-9, Why: "GoMLX's softplus in float64",
			Cause: "the loss is small where r is large and f is small, and it is a mean over the batch for each of the two",
			Run: func(t *exercise.Trial) {
				loss(t, t.Normal("r", t.Size(2, 6), 1, 2), t.Normal("f", t.Size(2, 6), -1, 2))
			},
		},
		exercise.Case{
			Name: "D is sure of some and wrong", Points: 2, Core: true, Allow: 1e-9, Why: "nine digits of a loss of hundreds",
			Cause: "σ(−100) is as good as 0, and σ(100) is 1 exactly, so a logarithm after it is −∞ or cut off; use log σ(x) = −softplus(−x), which is graph.Softplus",
			Run: func(t *exercise.Trial) {
				r, f := t.Uniform("r, large ones", t.Size(1, 3), -800, -100), t.Uniform("f, large ones", t.Size(1, 3), 100, 800)
				loss(t, append(r, t.Normal("r, others", t.Size(1, 2), 0, 2)...), append(f, t.Normal("f, others", t.Size(1, 2), 0, 2)...))
			},
		},
	)
}

func TestGeneratorLoss(t *testing.T) {
	loss := func(t *exercise.Trial, f []float64) {
		got, slopes := plaingo.WithGradient(func(x []*Node) *Node { return minimax.GeneratorLoss(x[0]) }, plaingo.Vector(f))
		t.Number("loss", got, ref.NonSaturatingG(f))
		t.Numbers("slope by f", slopes[0].Values, scaled(f, func(f float64) float64 { return -ref.Sigmoid(-f) }))
	}
	exercise.Run(t,
		exercise.Case{
			Name: "D says that images are real with probability 0.01", Points: 1, Allow: 1e-9, Why: "GoMLX's softplus in float64",
			Cause: "−log 0.01 = 4.6; the loss of the formula would be log 0.99 = −0.01",
			Run: func(t *exercise.Trial) {
				loss(t, t.Vector("f", logits([]float64{0.01, 0.01})...))
			},
		},
		exercise.Case{
			Name: "scores are any numbers", Points: 1, Core: true, Allow: 1e-9, Why: "GoMLX's softplus in float64",
			Cause: "the loss is small where f is large: G wants D to say “real”",
			Run:   func(t *exercise.Trial) { loss(t, t.Normal("f", t.Size(2, 7), 0, 3)) },
		},
		exercise.Case{
			Name: "D is sure of some", Points: 1, Core: true, Allow: 1e-9, Why: "nine digits of a loss of hundreds",
			Cause: "σ(−800) is 0 to the last digit; use log σ(x) = −softplus(−x), which is graph.Softplus",
			Run: func(t *exercise.Trial) {
				f := append(t.Uniform("f, small ones", t.Size(1, 3), -800, -100), t.Uniform("f, large ones", t.Size(1, 2), 100, 800)...)
				loss(t, append(f, t.Normal("f, others", t.Size(1, 2), 0, 2)...))
			},
		},
	)
}

// scaled is the derivative of a mean: f(x[i])/N.
func scaled(x []float64, f func(float64) float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = f(x[i]) / float64(len(x))
	}
	return y
}
