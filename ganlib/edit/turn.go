package edit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
)

// Random are the styles of n random images, each the same in all layers and truncated by ψ; 1
// leaves them where they are. The same seed gives the same styles.
func (e *Editor) Random(seed uint64, n int, ψ float64) ([]Styles, error) {
	w, err := e.Map(e.Latents(seed, n))
	if err != nil {
		return nil, err
	}
	return e.Truncate(e.Everywhere(w), ψ, e.All().To), nil
}

// Row are n styles along a direction, at even steps, in some layers: w is in the middle, and of an
// even number the first one behind it.
func (w Styles) Row(d Direction, step float64, n int, in Layers) []Styles {
	row := make([]Styles, n)
	for i := range row {
		row[i] = w.Along(d, step*float64(i-n/2), in)
	}
	return row
}

// Apart is each of the directions at right angles to all the others: see [Direction.Without].
func Apart(ds []Direction) ([]Direction, error) {
	apart := make([]Direction, len(ds))
	for i := range ds {
		var err error
		if apart[i], err = ds[i].Without(slices.Delete(slices.Clone(ds), i, i+1)...); err != nil {
			return nil, fmt.Errorf("direction %d: %w", i, err)
		}
	}
	return apart, nil
}

// Across says how the images of each row, such as those of [Styles.Row], change from its first to
// its last, as the judge sees it: in standard deviations of the attribute over the images of
// others. names are those of the rows.
func (e *Editor) Across(j Judge, others []Styles, names []string, rows [][]Styles) (Effects, error) {
	t := Effects{Attributes: j.Names(), Rows: names}
	if len(names) != len(rows) {
		return t, fmt.Errorf("edit: got %d names for %d rows; each needs one", len(names), len(rows))
	}
	population, err := e.judged(j, others)
	if err != nil {
		return t, err
	}
	for i, row := range rows {
		if len(row) < 2 {
			return t, fmt.Errorf("edit: row %d has %d images; want 2 or more, to see a change", i, len(row))
		}
		ends, err := e.judged(j, []Styles{row[0], row[len(row)-1]})
		if err != nil {
			return t, err
		}
		t.Change = append(t.Change, make([]float64, len(ends)))
		for k, end := range ends {
			t.Change[i][k] = (end[1] - end[0]) / deviation(population[k])
		}
	}
	return t, nil
}

// Wanted is how much the attribute changes that direction i is for, NaN if it is for none.
func (t Effects) Wanted(i int) float64 {
	if k := slices.Index(t.Attributes, t.Rows[i]); k >= 0 {
		return t.Change[i][k]
	}
	return math.NaN()
}

// Unwanted are the changes along direction i of attributes that it is not for, the largest first.
func (t Effects) Unwanted(i int) (changes []Change) {
	for k, name := range t.Attributes {
		if c := t.Change[i][k]; name != t.Rows[i] && !math.IsNaN(c) {
			changes = append(changes, Change{name, c})
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		if math.Abs(a.By) > math.Abs(b.By) {
			return -1
		}
		return 1
	})
	return changes
}

// Change is how much an attribute changes, in its standard deviations.
type Change struct {
	Attribute string
	By        float64
}

// String is "hat +0.4", and "hat" alone of what cannot be told.
func (c Change) String() string {
	if math.IsNaN(c.By) {
		return c.Attribute
	}
	return c.Attribute + " " + c.by()
}

func (c Change) by() string {
	if math.IsNaN(c.By) {
		return "–"
	}
	return strings.Replace(fmt.Sprintf("%+.1f", tenths(c.By)), "-", "−", 1)
}

// tenths is a change as it is shown, and as a [Rule] counts it.
func tenths(by float64) float64 { return math.Round(10*by) / 10 }

// Caption says in a few lines what direction i does: the wanted change, and below it the unwanted
// ones of half a deviation and more, no more than three.
func (t Effects) Caption(i int) string {
	const seen, most = 0.5, 3
	lines := []string{Change{t.Rows[i], t.Wanted(i)}.String()}
	for _, c := range t.Unwanted(i) {
		if math.Abs(c.By) >= seen && len(lines) <= most {
			lines = append(lines, "and "+c.String())
		}
	}
	if len(lines) == 1 {
		lines = append(lines, "and little else")
	}
	return strings.Join(lines, "\n")
}

// Rule says when an attribute can be turned: its own change is at least Least deviations, and no
// other changes by more than Share of that. Changes count as [Rule.Table] shows them, in tenths.
type Rule struct{ Least, Share float64 }

// Verdict says whether direction i turns its attribute, or why it does not.
func (r Rule) Verdict(t Effects, i int) string {
	wanted, unwanted := tenths(t.Wanted(i)), t.Unwanted(i)
	switch {
	case math.IsNaN(wanted):
		return "cannot be told"
	case wanted < r.Least:
		return "cannot be turned: hardly changes"
	case len(unwanted) > 0 && tenths(math.Abs(unwanted[0].By)) > r.Share*wanted:
		return fmt.Sprintf("cannot be turned alone: %s comes along", unwanted[0].Attribute)
	}
	return "turns"
}

// Table is a table in Markdown: of each direction the wanted change, the largest unwanted one and
// the verdict.
func (r Rule) Table(t Effects) string {
	var b strings.Builder
	b.WriteString("| attribute | wanted change | largest unwanted change | verdict |\n|---|---|---|---|\n")
	for i, name := range t.Rows {
		largest := "–"
		if unwanted := t.Unwanted(i); len(unwanted) > 0 {
			largest = unwanted[0].String()
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, Change{name, t.Wanted(i)}.by(), largest, r.Verdict(t, i))
	}
	return b.String()
}

// PathLengths is ℓ of [loss.PathLengths] at each of some styles, without noise, in the mean over as
// many draws of y: how far a step of the style carries the image. The same seed draws the same y.
func (e *Editor) PathLengths(ws []Styles, draws int, seed uint64) ([]float64, error) {
	if draws < 1 {
		return nil, fmt.Errorf("edit: the mean over %d draws is unknown; take 1 or more", draws)
	}
	for i, w := range ws {
		if err := e.check(w); err != nil {
			return nil, fmt.Errorf("edit: image %d: %w", i, err)
		}
	}
	exec, err := model.NewExec1(e.backend, e.weights.Store, func(s *model.Scope, in []*Node) *Node {
		w, state := in[0], in[1]
		x := e.network.Synthesis(e.scope(s), w, layer.NoNoise)
		_, y := RandomNormal(state, x.Shape())
		return loss.PathLengths(x, w, y)
	})
	if err != nil {
		return nil, err
	}
	defer exec.Finalize()
	mean := make([]float64, len(ws))
	flat := make([]float32, 0, len(ws)*e.network.Layers()*e.network.Style())
	for _, w := range ws {
		flat = append(flat, w.flat()...)
	}
	for draw := range draws {
		state, err := RNGStateFromSeed(int64(seed) + int64(draw))
		if err != nil {
			return nil, err
		}
		out, err := exec.Call(tensors.FromFlatDataAndDimensions(flat, len(ws), e.network.Layers(), e.network.Style()), state)
		if err != nil {
			return nil, err
		}
		for i, ℓ := range tensors.MustCopyFlatData[float32](out) {
			mean[i] += float64(ℓ) / float64(draws)
		}
	}
	return mean, nil
}
