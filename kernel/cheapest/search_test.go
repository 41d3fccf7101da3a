package cheapest

import (
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/gantest/plaingo"
	"gophergan/kernel/exercise"
)

var hookLength func(x []float64) float64

func length(x []float64) (sum float64) {
	for _, v := range x {
		sum += v * v
	}
	return 3 * sum
}

// squares are cases of a function that the search does not find: three times the sum of squares.
func squares(core bool, draw func(t *exercise.Trial) []float64) func(t *testing.T) {
	return func(t *testing.T) {
		exercise.Run(t,
			exercise.Case{Name: "fixed", Points: 1, Run: func(t *exercise.Trial) { t.Number("y", hookLength([]float64{1, 2}), 15) }},
			exercise.Case{Name: "drawn", Points: 2, Core: core, Run: func(t *exercise.Trial) {
				x := draw(t)
				want := length(x)
				t.Number("y", hookLength(x), want)
			}},
		)
	}
}

// What is wrong with cases is found: by what they ask for, and by the answers that earn points in
// them.
func TestSearchFindsWhatInvitesCheating(t *testing.T) {
	for _, test := range []struct {
		why     string
		cases   func(t *testing.T)
		problem string   // part of one; "": none
		earn    []string // kinds of answers that earn points
	}{
		{"sound", squares(true, func(t *exercise.Trial) []float64 { return t.Normal("x", t.Size(1, 5), 0, 1) }), "", nil},
		{"no core", squares(false, func(t *exercise.Trial) []float64 {
			return t.Normal("x", t.Size(1, 5), 0, 1)
		}), "no case is marked as its core", []string{Constant, ByShape, ByHeart, ByOrder}},
		{"a core with fixed numbers", squares(true, func(t *exercise.Trial) []float64 {
			return t.Vector("x", make([]float64, t.Size(1, 5))...)
		}), "the same numbers are wanted", []string{Constant, Input, Statistic}},
		{"always the same shape", squares(true, func(t *exercise.Trial) []float64 {
			return t.Normal("x", 3, 0, 1)
		}), "the same shapes", nil},
		{"few inputs", squares(true, func(t *exercise.Trial) []float64 {
			return append(make([]float64, t.Size(0, 1)), float64(t.Int("x", 1, 4)))
		}), "the same numbers are wanted", []string{ByHeart, Nearest}},
		{"a special input", squares(true, func(t *exercise.Trial) []float64 {
			return append(t.Uniform("x", 1, 0, 1), make([]float64, t.Size(2, 5))...)
		}), "", nil},
		{"a reference that is wrong", func(t *testing.T) {
			exercise.Run(t, exercise.Case{Name: "drawn", Core: true, Run: func(t *exercise.Trial) {
				t.Number("y", hookLength(t.Normal("x", 2, 0, 1)), -1)
			}})
		}, "the reference is wrong where drawn", nil},
	} {
		found := Search(t, Task{Name: "Length", Hook: &hookLength, Reference: length, Test: test.cases})
		problems := strings.Join(found[0].Problems, "; ")
		if !strings.Contains(problems, test.problem) || test.problem == "" && problems != "" {
			t.Errorf("%s: the problems are %q, want %q", test.why, problems, test.problem)
		}
		earned := map[string]int{}
		for _, f := range found {
			earned[f.Kind] += f.Earned
		}
		for _, kind := range Kinds {
			if want := strings.Contains(strings.Join(test.earn, ","), kind); want && earned[kind] == 0 || test.earn == nil &&
				earned[kind] > 0 {
				t.Errorf("%s: answers of the kind %q earn %d points", test.why, kind, earned[kind])
			}
		}
	}
}

var hookSlope func(D func(x *Node) *Node, x *Node) *Node

func slope(D func(x *Node) *Node, x *Node) *Node {
	return ReduceAllMean(Square(Gradient(ReduceAllSum(D(x)), x)[0]))
}

// A critic for which the score is the answer is found; so is an answer that a person wrote.
func TestSearchOfAGraph(t *testing.T) {
	cases := func(bend float64) func(t *testing.T) {
		return func(t *testing.T) {
			exercise.Run(t, exercise.Case{Name: "drawn", Points: 2, Core: true, Allow: 1e-9, Run: func(t *exercise.Trial) {
				x := t.Array("x", t.Size(2, 4), 2)
				D := func(x *Node) *Node { return MulScalar(ReduceSum(Square(x), 1), bend) }
				got := plaingo.One(func(n []*Node) *Node { return hookSlope(D, n[0]) }, x)
				mean := 0.0
				for _, v := range x.Values {
					mean += 4 * bend * bend * v * v / float64(len(x.Values))
				}
				t.Number("y", got.Values[0], mean)
			}})
		}
	}
	written := map[string]any{"known": func(D func(x *Node) *Node, x *Node) *Node { return MulScalar(ReduceAllMean(Square(x)), 9) }}
	for bend, earning := range map[float64]string{0.5: Statistic, 1.5: ByHand} {
		found := Search(t, Task{Name: "Slope", Hook: &hookSlope, Reference: slope, Test: cases(bend), Written: written})
		for _, kind := range Kinds {
			most := 0
			for _, f := range found {
				if f.Kind == kind {
					most = max(most, f.Earned)
				}
			}
			if (most > 0) != (kind == earning) {
				t.Errorf("bend %g: the best answer of the kind %q earns %d points", bend, kind, most)
			}
		}
	}
}
