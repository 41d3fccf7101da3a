package pic

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

var nan, inf = math.NaN(), math.Inf(1)

func TestPiecesSplitsAtGaps(t *testing.T) {
	x := []float64{0, 1, 2, 3, nan, 5, 6, 7}
	y := []float64{nan, 10, inf, 30, 40, 50, 60, -inf}
	want := [][]point{{{1, 10}}, {{3, 30}}, {{5, 50}, {6, 60}}}
	if got := pieces(x, y); !reflect.DeepEqual(got, want) {
		t.Errorf("pieces are %v, want %v", got, want)
	}
	if got := pieces(nil, nil); got != nil {
		t.Errorf("pieces of nothing are %v", got)
	}
}

func TestSmooth(t *testing.T) {
	all := Range{-1e9, 1e9}
	for _, c := range []struct {
		y     []float64
		k     int
		shown Range
		want  []float64
		why   string
	}{
		{[]float64{3, 1, 2}, 0, all, []float64{3, 1, 2}, "no neighbours: the values themselves"},
		{[]float64{0, 3, 6, 9, 12}, 1, all, []float64{1.5, 3, 6, 9, 10.5},
			"centred, so a straight line stays; fewer neighbours at the ends"},
		{[]float64{0, 6, 0}, 5, all, []float64{2, 2, 2}, "a window wider than the curve"},
		{[]float64{2, nan, 4}, 1, all, []float64{2, nan, 4}, "a gap stays and does not count"},
		{[]float64{2, inf, 4}, 1, all, []float64{2, nan, 4}, "so does infinity"},
		{[]float64{0, 1000, 0}, 1, Range{-3, 3}, []float64{1.5, 1, 1.5}, "a peak counts as the end of the axis"},
		{[]float64{0, -1000, 0}, 1, Range{-3, 3}, []float64{-1.5, -1, -1.5}, "also downwards"},
	} {
		got := smooth(c.y, c.k, c.shown)
		for i := range c.want {
			if !(math.Abs(got[i]-c.want[i]) < 1e-12 || math.IsNaN(got[i]) && math.IsNaN(c.want[i])) {
				t.Errorf("smooth(%v, %d) = %v, want %v: %s", c.y, c.k, got, c.want, c.why)
				break
			}
		}
	}
}

func TestThinKeepsWhatCanBeSeen(t *testing.T) {
	const n, columns = 10_000, 100
	r := rand.New(rand.NewPCG(1, 2))
	piece := make([]point, n)
	for i := range piece {
		piece[i] = point{float64(i), r.NormFloat64()}
	}
	piece[1234].y, piece[4321].y = 50, -50
	thinned := thin(piece, 0, n-1, columns)
	if len(thinned) > 2*columns+3 {
		t.Errorf("%d points are left for %d columns", len(thinned), columns)
	}
	if thinned[0] != piece[0] || thinned[len(thinned)-1] != piece[n-1] {
		t.Error("an end of the curve was dropped")
	}
	column := func(p point) int { return int(p.x / (n - 1) * columns) }
	for c := range columns {
		lowest, highest := extremes(piece, column, c)
		low, high := extremes(thinned, column, c)
		if low != lowest || high != highest {
			t.Fatalf("column %d spans %v to %v, want %v to %v", c, low, high, lowest, highest)
		}
	}
	for i := 1; i < len(thinned); i++ {
		if thinned[i].x <= thinned[i-1].x {
			t.Fatalf("points %d and %d are out of order: %v, %v", i-1, i, thinned[i-1], thinned[i])
		}
	}
}

func extremes(piece []point, column func(point) int, c int) (low, high float64) {
	low, high = inf, -inf
	for _, p := range piece {
		if column(p) == c {
			low, high = min(low, p.y), max(high, p.y)
		}
	}
	return low, high
}

func TestThinLeavesAShortCurveAlone(t *testing.T) {
	piece := []point{{0, 1}, {1, 5}, {2, 3}}
	if got := thin(piece, 0, 2, 100); !reflect.DeepEqual(got, piece) {
		t.Errorf("thin changed %v to %v", piece, got)
	}
	same := make([]point, 1000) // all at one x, so there are no columns
	if got := thin(same, 0, 0, 10); len(got) != len(same) {
		t.Errorf("%d points without extent became %d", len(same), len(got))
	}
}
