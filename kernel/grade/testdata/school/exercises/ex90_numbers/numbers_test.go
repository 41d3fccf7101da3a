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
				t.Number("mean", numbers.Mean(x), 0)
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
			Run: func(t *exercise.Trial) { t.Number("variance", numbers.Variance(t.Normal("x", 6, 1, 2)), 0) },
		},
		exercise.Case{
			Name: "numbers far from 0", Points: 1, Core: true, Allow: 1e-6, Why: why, Cause: "E[x²] − mean² loses all digits; subtract first",
			Run: func(t *exercise.Trial) { t.Number("variance", numbers.Variance(t.Normal("x", 6, 1e8, 2)), 0) },
		},
	)
}

func TestScale(t *testing.T) {
	exercise.Run(t,
		exercise.Case{
			Name: "any numbers", Points: 2, Core: true, Allow: exact, Why: why, Cause: "every number times k",
			Run: func(t *exercise.Trial) { t.Numbers("k·x", numbers.Scale(t.Normal("x", 4, 0, 1), 3), nil) },
		},
		exercise.Case{
			Name: "the argument stays as it is", Points: 1, Core: true, Allow: 0, Why: "it is not touched", Cause: "make a new slice",
			Run: func(t *exercise.Trial) {
				x := t.Normal("x", 4, 0, 1)
				before := slices.Clone(x)
				y := numbers.Scale(x, 2)
				t.Numbers("x afterwards", x, before)
				t.Numbers("k·x", y, nil)
			},
		},
	)
}
