package watching_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	watching "gophergan/exercises/ex04_watching"
	"gophergan/ganlib/ref"
	"gophergan/kernel/exercise"
)

const exact = "a few operations in float64"

func TestMovingAverage(t *testing.T) {
	step := func(t *exercise.Trial, average, weights []float64, beta float64) {
		t.Given("beta", beta)
		before := slices.Clone(average)
		want := make([]float64, len(average))
		for i := range want {
			want[i] = beta*average[i] + (1-beta)*weights[i]
		}
		t.Numbers("new average", watching.MovingAverage(average, weights, beta), want)
		t.Numbers("the argument average, afterwards", average, before)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "nine tenths of the old average stay", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "β belongs to the old average and 1 − β to the new weights; make a slice of your own for the result",
			Run: func(t *exercise.Trial) {
				step(t, t.Vector("average", 10, 0), t.Vector("weights", 0, 10), 0.9)
			},
		},
		exercise.Case{
			Name: "numbers are random", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "each average has its own weight, and the two factors add up to 1",
			Run: func(t *exercise.Trial) {
				beta := t.Uniform("β, drawn", 1, 0.05, 0.45)[0]
				n := t.Size(2, 7)
				step(t, t.Normal("average", n, 0, 1), t.Normal("weights", n, 0, 1), beta)
			},
		},
	)
}

func TestDecay(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "a batch is one half-life", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "after one half-life, one half is left",
			Run: func(t *exercise.Trial) {
				t.Given("batch", 500)
				t.Given("halfLife", 500)
				t.Number("β", watching.Decay(500, 500), 0.5)
			},
		},
		exercise.Case{
			Name: "there are thousands of images in a half-life", Points: 2, Core: true, Allow: 1e-12, Why: exact,
			Cause: "so many steps as it takes to see halfLife images, multiplied together, must give ½: β to the power halfLife/batch is ½",
			Run: func(t *exercise.Trial) {
				batch, halfLife := t.Int("batch", 16, 256), t.Uniform("halfLife", 1, 2000, 20000)[0]
				β, weight := watching.Decay(batch, halfLife), 1.0
				for range 100 {
					weight *= β
				}
				t.Number("β to the power 100", weight, math.Pow(0.5, float64(100*batch)/halfLife))
				t.Number("β", β, math.Pow(0.5, float64(batch)/halfLife))
			},
		},
	)
}

func TestAccuracy(t *testing.T) {
	share := func(t *exercise.Trial, r, f []float64) {
		want := ref.Accuracy(r, f)
		t.Number("accuracy", watching.Accuracy(r, f), want)
	}
	// shares tries several sets of scores at once: a share has few values, and one of them could be guessed.
	shares := func(t *exercise.Trial, draw func() (r, f []float64)) {
		const sets = 6
		got, want := make([]float64, sets), make([]float64, sets)
		for i := range sets {
			r, f := draw()
			want[i] = ref.Accuracy(r, f)
			got[i] = watching.Accuracy(r, f)
		}
		t.Numbers("accuracies, of six sets of scores", got, want)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "D is right about three of four", Points: 1, Allow: 1e-12, Why: "it is counted",
			Cause: "right is above 0 for real images and below 0 for generated ones; scores are no probabilities",
			Run: func(t *exercise.Trial) {
				share(t, t.Vector("r", 0.2, 3), t.Vector("f", -0.1, 0.3))
			},
		},
		exercise.Case{
			Name: "D gives 0 to some", Points: 1, Core: true, Allow: 1e-12, Why: "it is counted",
			Cause: "0 is half right for both kinds",
			Run: func(t *exercise.Trial) {
				shares(t, func() (r, f []float64) {
					zeros := make([]float64, t.Size(1, 3))
					return append(t.Normal("r beside zeros", t.Size(1, 4), 1, 1), zeros...), append(zeros, t.Normal("f beside as many zeros", t.Size(1, 4), -1, 1)...)
				})
			},
		},
		exercise.Case{
			Name: "there are more generated images than real ones", Points: 1, Core: true, Allow: 1e-12, Why: "it is counted",
			Cause: "the two kinds weigh the same, whatever their numbers: take the share of each, then the mean of the two",
			Run: func(t *exercise.Trial) {
				shares(t, func() (r, f []float64) {
					return t.Normal("r", t.Size(2, 5), -0.5, 1), t.Normal("f", t.Size(6, 13), -0.5, 1)
				})
			},
		},
	)
}

func TestSmoothedLoss(t *testing.T) {
	loss := func(t *exercise.Trial, r, f []float64, target float64) {
		t.Given("t", target)
		want := ref.SmoothedD(r, f, target)
		t.Number("loss", watching.SmoothedLoss(r, f, target), want)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "the label of real images is less than 1", Points: 2, Core: true, Allow: 1e-10, Why: "logarithms in float64",
			Cause: "with a label of 0.9 a real image is to 0.9 real and to 0.1 generated: two terms; generated ones have one term, as before",
			Run: func(t *exercise.Trial) {
				loss(t, t.Normal("r", t.Size(2, 5), 1, 2), t.Normal("f", t.Size(2, 5), -1, 2), t.Uniform("t, drawn", 1, 0.6, 0.95)[0])
			},
		},
		exercise.Case{
			Name: "the label is 1", Points: 1, Allow: 1e-10, Why: "logarithms in float64",
			Cause: "with t = 1 it is the loss of the minimax game, −V",
			Run: func(t *exercise.Trial) {
				loss(t, t.Normal("r", t.Size(2, 5), 1, 2), t.Normal("f", t.Size(2, 5), -1, 2), 1)
			},
		},
		exercise.Case{
			Name: "scores are large", Points: 1, Core: true, Allow: 1e-10, Why: "logarithms in float64",
			Cause: "−log σ(x) is log(1 + e⁻ˣ); for x ≪ 0 that is −x, and e⁻ˣ is too large for a float64: take max(−x, 0) + log(1 + e^−|x|)",
			Run: func(t *exercise.Trial) {
				r := append(t.Uniform("r, large ones", t.Size(1, 2), 600, 900), t.Uniform("r, small ones", t.Size(1, 2), -900, -710)...)
				f := append(t.Uniform("f, large ones", t.Size(1, 2), 710, 900), t.Uniform("f, small ones", t.Size(1, 2), -900, -600)...)
				near := t.Normal("one more r and f", 2, 0, 1)
				loss(t, append(r, near[0]), append(f, near[1]), t.Uniform("t, drawn", 1, 0.6, 0.95)[0])
			},
		},
	)
}

func TestGradientNorm(t *testing.T) {
	norm := func(t *exercise.Trial, gradients ...[]float64) {
		want := length(slices.Concat(gradients...))
		t.Number("norm", watching.GradientNorm(gradients), want)
	}
	exercise.Run(t,
		exercise.Case{
			Name: "there is one variable, (3, 4)", Points: 1, Allow: 1e-12, Why: exact,
			Cause: "√(9 + 16) = 5",
			Run:   func(t *exercise.Trial) { norm(t, t.Vector("gradient", 3, 4)) },
		},
		exercise.Case{
			Name: "there are several variables", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "one sum of squares over all variables, one root at the end",
			Run: func(t *exercise.Trial) {
				gradients := make([][]float64, t.Size(2, 4))
				for i := range gradients {
					gradients[i] = t.Normal(fmt.Sprint("variable ", i), t.Size(2, 5), 0, 1)
				}
				norm(t, gradients...)
			},
		},
	)
}

func length(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum)
}
