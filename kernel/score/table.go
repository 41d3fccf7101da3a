package score

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gophergan/ganlib/metric"
)

// Table is what was measured of each class, or of each code, for itself.
type Table struct {
	Of      string   // "class" or "code": what a row is
	Rows    []string // their names
	Columns []Column
}

// Column is one score of all of them.
type Column struct {
	Name   string
	Cells  []string
	Values []float64 // NaN in a cell that is no number
	Higher bool      // the higher the better
}

// headings are shorter than the names of the metrics; a table has many columns.
var headings = map[string]string{
	"class accuracy": "read as asked", "class accuracy of real images": "real ones read right", "Fréchet distance": "Fréchet",
	"purity of a code": "purity",
}

// Table is empty for a G that is told nothing.
func (r Report) Table() Table {
	t := Table{Of: "class", Rows: r.Asked}
	if r.Condition.Code {
		t.Of = "code"
	}
	for _, result := range r.Results {
		if !OfOne(result) {
			continue
		}
		name := result.Card.Metric
		if heading, ok := headings[name]; ok {
			name = heading
		}
		i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
		if i < 0 {
			i = len(t.Columns)
			t.Columns = append(t.Columns, Column{Name: name, Higher: result.Card.Higher})
		}
		t.Columns[i].add(result)
	}
	if len(t.Columns) == 0 {
		return Table{}
	}
	if r.Condition.Code {
		t.Columns = slices.Insert(t.Columns, 0, r.standsFor())
	}
	if instead := r.readInstead(); instead.Cells != nil {
		t.Columns = slices.Insert(t.Columns, t.behindFirstScore(), instead)
	}
	return t
}

func (c *Column) add(r metric.Result) {
	text := r.Number(3)
	if r.Card.Over != "" { // a share of images
		text = percent(r.Value)
	}
	c.Cells, c.Values = append(c.Cells, text), append(c.Values, r.Value)
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

// behindFirstScore is the place of the column that says what else is read.
func (t Table) behindFirstScore() int {
	for i, c := range t.Columns {
		if c.Name == headings["class accuracy"] || c.Name == headings["purity of a code"] {
			return i + 1
		}
	}
	return len(t.Columns)
}

// standsFor is the class of each code.
func (r Report) standsFor() Column {
	c := Column{Name: "stands for"}
	for _, result := range r.Results {
		if OfOne(result) {
			c.Cells, c.Values = append(c.Cells, result.Card.Settings["class"]), append(c.Values, math.NaN())
		}
	}
	return c
}

// readInstead is, of each class or code, what is read most often beside the right class, and in
// how many of its images.
func (r Report) readInstead() Column {
	c := Column{Name: "or mostly"}
	for row, counts := range r.Confusion {
		right := r.Right(row)
		most, images := -1, 0
		for k, n := range counts {
			images += n
			if k != right && n > 0 && (most < 0 || n > counts[most]) {
				most = k
			}
		}
		text := "–"
		if most >= 0 {
			text = fmt.Sprintf("%s (%s)", r.Read[most], percent(float64(counts[most])/float64(images)))
		}
		c.Cells, c.Values = append(c.Cells, text), append(c.Values, math.NaN())
	}
	return c
}

// Right is the class that should be read in the images of a row of the confusion; −1 if that is not
// known.
func (r Report) Right(row int) int {
	if !r.Condition.Code {
		return row
	}
	for _, result := range r.Results {
		if result.Card.Settings["code"] == strconv.Itoa(row) {
			return slices.Index(r.Read, result.Card.Settings["class"])
		}
	}
	return -1
}

// Missing are the classes that no code stands for; nil if that was not measured.
func (r Report) Missing() (missing []string) {
	stand := map[string]bool{}
	for _, result := range r.Results {
		if _, isCode := result.Card.Settings["code"]; isCode {
			stand[result.Card.Settings["class"]] = true
		}
	}
	for _, name := range r.Read {
		if len(stand) > 0 && !stand[name] {
			missing = append(missing, name)
		}
	}
	return missing
}
