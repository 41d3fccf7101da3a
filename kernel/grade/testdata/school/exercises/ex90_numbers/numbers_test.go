package numbers_test

import (
	"slices"
	"testing"

	numbers "gophergan/exercises/ex90_numbers"
	"gophergan/kernel/exercise"
)

const exact, why = 1e-12, "a few operations in float64"

func TestMean(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "two equal numbers", Points: 1, Allow: exact, Why: why, Cause: "the mean of equal numbers is that number",
			Run: func(t *exercise.Trial) { t.Number("mean", numbers.Mean(t.Vector("x", 3, 3)), 3) },
		},
		exercise.Case{
			Name: "any numbers", Points: 2, Core: true, Allow: exact, Why: why, Cause: "a sum, divided by how many there are",
			Run: func(t *exercise.Trial) {
				x := t.Normal("x", 5, 0, 1)
				want := mean(x)
				t.Number("mean", numbers.Mean(x), want)
			},
		},
		exercise.Case{
			Name: "no numbers", Points: 1, Allow: 0, Why: "0 is exact", Cause: "0/0 is not a number",
			Run: func(t *exercise.Trial) { t.Number("mean", numbers.Mean(nil), 0) },
		},
	)
}

func TestVariance(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "any numbers", Points: 2, Core: true, Allow: exact, Why: why, Cause: "the mean square of the distances from the mean",
			Run: func(t *exercise.Trial) { variance(t, t.Normal("x", 6, 1, 2)) },
		},
		exercise.Case{
			Name: "numbers far from 0", Points: 1, Core: true, Allow: 1e-6, Why: why, Cause: "E[x²] − mean² loses all digits; subtract first",
			Run: func(t *exercise.Trial) { variance(t, t.Normal("x", 6, 1e8, 2)) },
		},
	)
}

func TestScale(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "any numbers", Points: 2, Core: true, Allow: exact, Why: why, Cause: "every number times k",
			Run: func(t *exercise.Trial) {
				x := t.Normal("x", 4, 0, 1)
				want := times(x, 3)
				t.Numbers("k·x", numbers.Scale(x, 3), want)
			},
		},
		exercise.Case{
			Name: "the argument stays as it is", Points: 1, Core: true, Allow: 0, Why: "it is not touched", Cause: "make a new slice",
			Run: func(t *exercise.Trial) {
				x := t.Normal("x", 4, 0, 1)
				before, want := slices.Clone(x), times(x, 2)
				y := numbers.Scale(x, 2)
				t.Numbers("x afterwards", x, before)
				t.Numbers("k·x", y, want)
			},
		},
	)
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func variance(t *exercise.Trial, x []float64) {
	want, m := 0.0, mean(x)
	for _, v := range x {
		want += (v - m) * (v - m) / float64(len(x))
	}
	t.Number("variance", numbers.Variance(x), want)
}

func times(x []float64, k float64) []float64 {
	var y []float64
	for _, v := range x {
		y = append(y, k*v)
	}
	return y
}
