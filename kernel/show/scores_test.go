package show

import (
	"math"
	"slices"
	"testing"

	"gophergan/ganlib/metric"
)

func TestScoresAreComparedWithTheFirstRow(t *testing.T) {
	up, down := metric.Card{Higher: true}, metric.Card{}
	result := func(a, b float64) []metric.Result {
		return []metric.Result{{Value: a, Card: up}, {Value: b, Card: down}}
	}
	results := [][]metric.Result{result(0.5, 10), result(0.9, 14), result(0.4, 9), result(0.5, 10)}
	want := [][]float64{{0, 0}, {1, -1}, {-0.5, 0.5}, {0, 0}}
	for i, row := range want {
		for k, shade := range row {
			if got := better(results, i, k); math.Abs(got-shade) > 1e-12 {
				t.Errorf("row %d, column %d has the shade %g, want %g", i, k, got, shade)
			}
		}
	}
	heat := Scores("title", []string{"up", "down"}, []string{"a", "b", "c", "d"}, results)
	if _, err := heat.Image(); err != nil {
		t.Error(err)
	}
	if heat = Scores("one row", []string{"up", "down"}, []string{"a"}, results[:1]); len(heat.Rows) != 1 {
		t.Errorf("a table of one row has %d", len(heat.Rows))
	}
}

// A count is no power of ten, and no difference of nothing is below 0.
func TestScoresAreReadable(t *testing.T) {
	row := []metric.Result{{Value: 1000}, {Value: 0.12345}, {Value: -0.0001}, {Value: 10}}
	heat := Scores("title", []string{"a", "b", "c", "d"}, []string{"x"}, [][]metric.Result{row})
	if got, want := heat.Text[0], []string{"1000", "0.123", "0", "10"}; !slices.Equal(got, want) {
		t.Errorf("the cells are %q, want %q", got, want)
	}
}

// Below the table stands which way is better, as the cards say it.
func TestScoresSayWhichWayIsBetter(t *testing.T) {
	up, down := metric.Result{Card: metric.Card{Higher: true}}, metric.Result{}
	for want, row := range map[string][]metric.Result{
		"Vermilion: worse than real ones. Blue: better. Higher is better, but lower in: b, c.": {up, down, down},
		"Vermilion: worse than real ones. Blue: better. Higher is better.":                     {up, up, up},
		"Vermilion: worse than real ones. Blue: better. Lower is better.":                      {down, down, down},
	} {
		if got := Scores("", []string{"a", "b", "c"}, []string{"real ones"}, [][]metric.Result{row}).Note; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if heat := Scores("", []string{"a"}, nil, nil); heat.Note != "" {
		t.Errorf("an empty table says %q", heat.Note)
	}
}
