package edit_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
)

// halves judges by the mean of the upper and of the lower half of an 8×8 image, and by nothing.
type halves struct{ err error }

func (halves) Names() []string { return []string{"upper", "lower", "still"} }
func (h halves) Judge(pix []uint8) (all [][]float64, err error) {
	for ; len(pix) > 0; pix = pix[64:] {
		row := []float64{0, 0, 3}
		for i, v := range pix[:64] {
			row[i/32] += float64(v)
		}
		all = append(all, row)
	}
	return all, h.err
}

// The table against images that were moved, judged and averaged by hand.
func TestMeasure(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	ws := e.Everywhere(must[[][]float32](t)(e.Map(e.Latents(1, 6))))
	directions := []edit.Direction{{1, 0, 0, 0}, {0, 0.6, 0.8, 0}}
	in := edit.Layers{From: 1, To: 2}
	table, err := e.Measure(halves{}, ws, []string{"lower", "odd"}, directions, 0.5, in)
	if err != nil {
		t.Fatal(err)
	}
	sums := func(ws []edit.Styles) [][]float64 {
		return must[[][]float64](t)(halves{}.Judge(must[[]uint8](t)(e.Images(ws, layer.FixedNoise))))
	}
	before := sums(ws)
	for i, d := range directions {
		var moved []edit.Styles
		for _, w := range ws {
			moved = append(moved, w.Along(d, 0.5, in))
		}
		after := sums(moved)
		for k := range 2 {
			mean, square, change := 0.0, 0.0, 0.0
			for n := range ws {
				mean += before[n][k] / 6
				change += (after[n][k] - before[n][k]) / 6
			}
			for n := range ws {
				square += (before[n][k] - mean) * (before[n][k] - mean) / 6
			}
			gantest.Near(t, "change in deviations", table.Change[i][k], change/math.Sqrt(square), 1e-9)
			if change == 0 {
				t.Error("nothing changes: the check is empty")
			}
		}
		if !math.IsNaN(table.Change[i][2]) {
			t.Error("what never varies cannot be told in deviations")
		}
	}
	gantest.Near(t, "one other attribute that can be told", table.Others(0), math.Abs(table.Change[0][0]), 1e-12)
	gantest.Near(t, "two others", table.Others(1), math.Hypot(table.Change[1][0], table.Change[1][1])/math.Sqrt2, 1e-12)

	if _, err := e.Measure(halves{}, ws, []string{"one"}, directions, 1, in); err == nil ||
		!strings.Contains(err.Error(), "got 1 names for 2 directions") {
		t.Errorf("a name too few: %v", err)
	}
	bad := errors.New("no idea")
	if _, err := e.Measure(halves{bad}, ws, nil, nil, 1, in); !errors.Is(err, bad) {
		t.Errorf("a judge that fails: %v", err)
	}
}

func TestEffectsAsText(t *testing.T) {
	table := edit.Effects{
		Attributes: []string{"smile", "background lit"}, Rows: []string{"smile", "größer"},
		Change: [][]float64{{1.234, -0.05}, {0.3, -0.4}},
	}
	want := `          smile  background lit  others
smile   [+1.23]          -0.05     0.05
größer   +0.30           -0.40     0.35
`
	if table.String() != want {
		t.Errorf("got\n%swant\n%s", table, want)
	}
}
