package edit_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/edit/judge"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
)

func same(a, b []edit.Styles) bool {
	return slices.EqualFunc(a, b, func(a, b edit.Styles) bool { return slices.EqualFunc(a, b, slices.Equal[[]float32]) })
}

func TestRandomStyles(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	got := must[[]edit.Styles](t)(e.Random(3, 5, 0.5))
	want := e.Truncate(e.Everywhere(must[[][]float32](t)(e.Map(e.Latents(3, 5)))), 0.5, 2)
	if !same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if other := must[[]edit.Styles](t)(e.Random(4, 5, 0.5)); same(got, other) {
		t.Error("another seed gives the same styles")
	}
}

func TestRowOfStyles(t *testing.T) {
	w := edit.Styles{{1, 2}, {3, 4}}
	d, in := edit.Direction{0.6, 0.8}, edit.Layers{From: 1, To: 2}
	row := w.Row(d, 5, 3, in)
	if want := []edit.Styles{{{1, 2}, {0, 0}}, {{1, 2}, {3, 4}}, {{1, 2}, {6, 8}}}; !same(row, want) {
		t.Errorf("three are %v, want %v", row, want)
	}
	if two := w.Row(d, 5, 2, in); !same(two, row[:2]) {
		t.Errorf("two are %v, want %v", two, row[:2])
	}
}

func TestDirectionsApart(t *testing.T) {
	ds := []edit.Direction{{1, 0, 0}, {0.6, 0.8, 0}, {0, 0.6, 0.8}}
	apart, err := edit.Apart(ds)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range apart {
		gantest.Near(t, "its length", floats.Norm(a, 2), 1, 1e-12)
		for k, d := range ds {
			if dot := floats.Dot(a, d); (i == k) != (math.Abs(dot) > 1e-12) {
				t.Errorf("direction %d times the old %d is %g", i, k, dot)
			}
		}
	}
	if !slices.Equal(ds[1], edit.Direction{0.6, 0.8, 0}) {
		t.Error("what was given has changed")
	}
	if _, err := edit.Apart([]edit.Direction{{1, 0, 0}, {0, 1, 0}, {0, 1, 0}}); err == nil || !strings.HasPrefix(err.Error(), "direction 1: ") {
		t.Errorf("two that are the same: %v", err)
	}
}

// From the first image of a row to the last, and in deviations of others: by hand.
func TestAcross(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	others := must[[]edit.Styles](t)(e.Random(1, 6, 1))
	row := others[0].Row(edit.Direction{1, 0, 0, 0}, 0.5, 5, e.All())
	got, err := e.Across(halves{}, others, []string{"lower"}, [][]edit.Styles{row})
	if err != nil {
		t.Fatal(err)
	}
	said := func(ws ...edit.Styles) [][]float64 {
		return must[[][]float64](t)(halves{}.Judge(must[[]uint8](t)(e.Images(ws, layer.FixedNoise))))
	}
	ends, all := said(row[0], row[4]), said(others...)
	for k := range 2 {
		mean, square := 0.0, 0.0
		for _, v := range all {
			mean += v[k] / 6
		}
		for _, v := range all {
			square += (v[k] - mean) * (v[k] - mean) / 6
		}
		want := (ends[1][k] - ends[0][k]) / math.Sqrt(square)
		gantest.Near(t, "change in deviations", got.Change[0][k], want, 1e-9)
		if want == 0 {
			t.Error("nothing changes: the check is empty")
		}
	}
	if !math.IsNaN(got.Change[0][2]) {
		t.Error("what never varies cannot be told in deviations")
	}
	for want, rows := range map[string][][]edit.Styles{"got 1 names for 2 rows": {row, row}, "row 0 has 1 images": {row[:1]}} {
		if _, err := e.Across(halves{}, others, []string{"lower"}, rows); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	bad := errors.New("no idea")
	if _, err := e.Across(halves{bad}, others, nil, nil); !errors.Is(err, bad) {
		t.Errorf("a judge that fails: %v", err)
	}
}

// What an attribute does, and what comes along: in words, with the rule at its very edges.
func TestVerdicts(t *testing.T) {
	table := edit.Effects{
		Attributes: []string{"skin", "hat", "turn", "still"},
		Rows:       []string{"skin", "hat", "turn", "odd", "still"},
		Change: [][]float64{
			{2, -1, 0.4, math.NaN()},
			{0.6, 1.5, -0.9, math.NaN()},
			{0.1, 0.2, 0.94, math.NaN()},
			{3, 0, 0, math.NaN()},
			{0, 0, 0, math.NaN()},
		},
	}
	rule := edit.Rule{Least: 1, Share: 0.5}
	want := `| attribute | wanted change | largest unwanted change | verdict |
|---|---|---|---|
| skin | +2.0 | hat −1.0 | turns |
| hat | +1.5 | turn −0.9 | cannot be turned alone: turn comes along |
| turn | +0.9 | hat +0.2 | cannot be turned: hardly changes |
| odd | – | skin +3.0 | cannot be told |
| still | – | skin +0.0 | cannot be told |
`
	if got := rule.Table(table); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for i, want := range []string{"skin +2.0\nand hat −1.0", "hat +1.5\nand turn −0.9\nand skin +0.6", "turn +0.9\nand little else",
		"odd\nand skin +3.0"} {
		if got := table.Caption(i); got != want {
			t.Errorf("the caption of row %d is %q, want %q", i, got, want)
		}
	}
	many := edit.Effects{Attributes: []string{"a", "b", "c", "d", "e"}, Rows: []string{"a"}, Change: [][]float64{{5, 1, -2, 3, 4}}}
	if got := many.Caption(0); got != "a +5.0\nand e +4.0\nand d +3.0\nand c −2.0" {
		t.Errorf("of many changes the caption has %q", got)
	}
	if alone := (edit.Effects{Attributes: []string{"a"}, Rows: []string{"a"}, Change: [][]float64{{1}}}); rule.Verdict(alone, 0) != "turns" ||
		!strings.Contains(rule.Table(alone), "| a | +1.0 | – | turns |") {
		t.Errorf("without others: %s", rule.Table(alone))
	}
	shown := edit.Effects{Attributes: []string{"a", "b"}, Rows: []string{"a", "b"}, Change: [][]float64{{0.98, 0.54}, {0.56, 1}}}
	if !strings.Contains(rule.Table(shown), "| a | +1.0 | b +0.5 | turns |\n| b | +1.0 | a +0.6 | cannot be turned alone") {
		t.Errorf("the verdict is not on what is shown: %s", rule.Table(shown))
	}
}

// The toy is linear: ℓ is the same wherever the style is, in the mean over y, and its square is
// ‖J‖²/(H·W), the mean of the layers.
func TestPathLengthsOfALinearNetwork(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	ws := must[[]edit.Styles](t)(e.Random(2, 4, 0.5))
	lengths := must[[]float64](t)(e.PathLengths(ws, 100, 7))
	square := 0.0 // of the Jacobian
	const δ = 0.5
	for l := range 2 {
		for j := range toyW {
			d := make(edit.Direction, toyW)
			d[j] = 1
			in := edit.Layers{From: l, To: l + 1}
			pix := must[[]uint8](t)(e.Images([]edit.Styles{ws[0].Along(d, -δ, in), ws[0].Along(d, δ, in)}, layer.NoNoise))
			for p := range toySize * toySize {
				slope := (float64(pix[toySize*toySize+p]) - float64(pix[p])) / 127.5 / (2 * δ)
				square += slope * slope
			}
		}
	}
	want := math.Sqrt(square / (toySize * toySize) / 2)
	for i, got := range lengths {
		if got < 0.85*want || got > 1.05*want { // the mean of a length is a little below the root of its mean square
			t.Errorf("style %d: ℓ is %.3f, want about %.3f", i, got, want)
		}
	}
	one, two := must[[]float64](t)(e.PathLengths(ws, 1, 7)), must[[]float64](t)(e.PathLengths(ws, 1, 8))
	for i, both := range must[[]float64](t)(e.PathLengths(ws, 2, 7)) {
		gantest.Near(t, "the mean of two draws", both, (one[i]+two[i])/2, 1e-9)
		if one[i] == two[i] {
			t.Error("two draws are the same")
		}
	}
	if _, err := e.PathLengths(ws, 0, 1); err == nil || !strings.Contains(err.Error(), "over 0 draws") {
		t.Errorf("no draws: %v", err)
	}
	if _, err := e.PathLengths([]edit.Styles{ws[0][:1]}, 1, 1); err == nil || !strings.Contains(err.Error(), "image 0: got 1 styles") {
		t.Errorf("a style too few: %v", err)
	}
}

// A judge's directions are the fits to what it says, each of its own sort. It need not be right:
// one that has not been trained says something, too, and one that sees a kind nowhere is told so.
func TestDirectionsOfAJudge(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	c := judge.For(toySize, judge.Attribute{Name: "brightness"}, judge.Attribute{Name: "spot", Kind: true})
	c.Channels, c.Base, c.Hidden = 1, 4, 16
	const n, λ = 40, 0.1
	w := must[[][]float32](t)(e.Map(e.Latents(5, n)))
	pix := must[[]uint8](t)(e.Images(e.Everywhere(w), layer.FixedNoise))
	seen := map[bool]int{}
	for seed := uint64(1); seed <= 40 && (seen[true] == 0 || seen[false] == 0); seed++ {
		j := must[*judge.Judge](t)(judge.New(gantest.PlainGo(t), c, seed))
		t.Cleanup(j.Close)
		amount, has, with := make([]float64, n), make([]bool, n), 0
		for i, row := range must[[][]float64](t)(j.Judge(pix)) {
			if amount[i], has[i] = row[0], row[1] > 0.5; has[i] {
				with++
			}
		}
		both := with > 0 && with < n
		if seen[both]++; seen[both] > 1 {
			continue
		}
		got, err := j.Directions(e, 5, n, λ)
		if !both {
			if err == nil || !strings.HasPrefix(err.Error(), `the direction of "spot": `) {
				t.Errorf("a kind that %d of %d images have: %v", with, n, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := must[edit.Direction](t)(edit.Amount(w, amount, λ)); !slices.Equal(got[0], want) {
			t.Errorf("the amount: %v, want %v", got[0], want)
		}
		if want := must[edit.Direction](t)(edit.Kind(w, has, λ)); !slices.Equal(got[1], want) {
			t.Errorf("the kind: %v, want %v", got[1], want)
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("of the judges %v see spots in some images only: the check is empty", seen)
	}
}

// Find is the last thing that Run tells.
func TestFindIsTheLastStep(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	_, pix := drawnImages(t, e, 2)
	all := project(t, quick(5), e, pix)
	found, err := quick(5).Find(t.Context(), e, pix)
	if err != nil || found.Step != 5 || !same(found.Styles, all[4].Styles) {
		t.Errorf("step %d, %v", found.Step, err)
	}
	if _, err := quick(5).Find(t.Context(), e, pix[1:]); err == nil {
		t.Error("half an image was found")
	}
}
