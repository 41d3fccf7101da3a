package watching_test

import (
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
				step(t, t.Normal("average", 4, 0, 1), t.Normal("weights", 4, 0, 1), beta)
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
			Name: "there are 10,000 images in a half-life", Points: 2, Core: true, Allow: 1e-12, Why: exact,
			Cause: "so many steps as it takes to see halfLife images, multiplied together, must give ½: β to the power halfLife/batch is ½",
			Run: func(t *exercise.Trial) {
				batch := t.Int("batch", 16, 256)
				t.Given("halfLife", 10000)
				β, kept := watching.Decay(batch, 10000), 1.0
				for range 100 {
					kept *= β
				}
				t.Number("β to the power 100", kept, math.Pow(0.5, float64(100*batch)/10000))
				t.Number("β", β, math.Pow(0.5, float64(batch)/10000))
			},
		},
	)
}

func TestAccuracy(t *testing.T) {
	share := func(t *exercise.Trial, r, f []float64) {
		want := ref.Accuracy(r, f)
		t.Number("accuracy", watching.Accuracy(r, f), want)
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
			Name: "D gives 0 to everything", Points: 1, Allow: 1e-12, Why: "it is counted",
			Cause: "0 is half right for both kinds",
			Run:   func(t *exercise.Trial) { share(t, t.Vector("r", 0, 0), t.Vector("f", 0, 0, 0)) },
		},
		exercise.Case{
			Name: "there are more generated images than real ones", Points: 1, Core: true, Allow: 1e-12, Why: "it is counted",
			Cause: "the two kinds weigh the same, whatever their numbers: take the share of each, then the mean of the two",
			Run:   func(t *exercise.Trial) { share(t, t.Normal("r", 3, -1, 1), t.Normal("f", 12, -1, 1)) },
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
			Name: "the label of real images is 0.9", Points: 2, Core: true, Allow: 1e-10, Why: "logarithms in float64",
			Cause: "a real image is to 0.9 real and to 0.1 generated: two terms; generated ones have one term, as before",
			Run: func(t *exercise.Trial) {
				loss(t, t.Normal("r", 4, 1, 2), t.Normal("f", 3, -1, 2), 0.9)
			},
		},
		exercise.Case{
			Name: "the label is 1", Points: 1, Core: true, Allow: 1e-10, Why: "logarithms in float64",
			Cause: "with t = 1 it is the loss of the minimax game, −V",
			Run: func(t *exercise.Trial) {
				loss(t, t.Normal("r", 4, 1, 2), t.Normal("f", 3, -1, 2), 1)
			},
		},
		exercise.Case{
			Name: "scores are large", Points: 1, Allow: 1e-10, Why: "logarithms in float64",
			Cause: "−log σ(x) is log(1 + e⁻ˣ); for x ≪ 0 that is −x, and e⁻ˣ is too large for a float64: take max(−x, 0) + log(1 + e^−|x|)",
			Run: func(t *exercise.Trial) {
				loss(t, t.Vector("r", 600, -800), t.Vector("f", 750, -900), 0.9)
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
			Name: "there are three variables", Points: 1, Core: true, Allow: 1e-12, Why: exact,
			Cause: "one sum of squares over all variables, one root at the end",
			Run: func(t *exercise.Trial) {
				norm(t, t.Normal("first", 4, 0, 1), t.Normal("second", 2, 0, 1), t.Normal("third", 3, 0, 1))
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
