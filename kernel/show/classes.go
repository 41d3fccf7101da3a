package show

import (
	"fmt"
	"math"
	"strconv"

	"gophergan/ganlib/pic"
	"gophergan/kernel/score"
)

// ReadAsAsked shows what a net reads in images that G was asked for by class: a row for each class,
// or code, and a column for each that is read. Nothing but the blue diagonal is perfect; of codes
// the blue ones are the classes that they stand for, wherever these are.
//
//	report := show.Must(score.Measure(show.Context(), device.Backend, run.Generator, set, score.Options{Images: 2000}))
//	show.ReadAsAsked(report)
func ReadAsAsked(r score.Report) {
	h, err := confusion(r)
	if err != nil {
		sayf("[not shown: %v]", err)
		return
	}
	Draw(h)
}

// mostClasses is how many rows or columns a picture may have to be read.
const mostClasses = 30

func confusion(r score.Report) (pic.Heat, error) {
	switch {
	case r.Confusion == nil:
		return pic.Heat{}, fmt.Errorf("this G is told no class, or no net here reads the classes of its data")
	case len(r.Asked) > mostClasses || len(r.Read) > mostClasses:
		return pic.Heat{}, fmt.Errorf("a table of %d × %d is too large to be read", len(r.Asked), len(r.Read))
	}
	h := pic.NewHeat("Read as asked", r.Read...)
	h.Corner = "asked ↓  read →"
	if r.Condition.Code {
		h.Title, h.Corner = "What the codes stand for", "code ↓  read →"
	}
	h.Note = "Images. Blue: read as the row is meant, the darker the more of its row; orange: as something else."
	for row, counts := range r.Confusion {
		h.Add(r.Asked[row], texts(counts), shades(counts, r.Right(row)))
	}
	h.Fit()
	return h, nil
}

// texts are the counts; a 0 is left away, so that the eye finds the others.
func texts(counts []int) []string {
	cells := make([]string, len(counts))
	for k, n := range counts {
		if n > 0 {
			cells[k] = strconv.Itoa(n)
		}
	}
	return cells
}

// shades are the shares of the row, of what is wrong their roots, since 4 % have to be seen.
func shades(counts []int, right int) []float64 {
	all := 0
	for _, n := range counts {
		all += n
	}
	cells := make([]float64, len(counts))
	for k, n := range counts {
		share := float64(n) / float64(max(all, 1))
		cells[k] = -math.Sqrt(share)
		if k == right {
			cells[k] = share
		}
	}
	return cells
}

// ByClass shows what was measured of each class, or code, for itself: a row for each, a column for
// each score.
func ByClass(r score.Report) {
	h, err := byClass(r.Table())
	if err != nil {
		sayf("[not shown: %v]", err)
		return
	}
	Draw(h)
}

func byClass(t score.Table) (pic.Heat, error) {
	switch {
	case len(t.Columns) == 0:
		return pic.Heat{}, fmt.Errorf("nothing was measured of single classes")
	case len(t.Rows) > mostClasses:
		return pic.Heat{}, fmt.Errorf("a table of %d rows is too long to be read", len(t.Rows))
	}
	h := pic.Heat{Title: "Each " + t.Of + " for itself", Corner: t.Of,
		Note: "In each column blue is the best and orange the worst of these."}
	for _, c := range t.Columns {
		h.Columns = append(h.Columns, c.Name)
	}
	for row, name := range t.Rows {
		cells, colors := make([]string, len(t.Columns)), make([]float64, len(t.Columns))
		for k, c := range t.Columns {
			cells[k], colors[k] = c.Cells[row], rank(c, row)
		}
		h.Add(name, cells, colors)
	}
	h.Fit()
	return h, nil
}

// rank is 1 for the best value of a column, −1 for the worst, and 0 for what is no number or the
// same in all rows.
func rank(c score.Column, row int) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range c.Values {
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if !(low < high) { // a NaN is no number
		return 0
	}
	at := 2*(c.Values[row]-low)/(high-low) - 1
	if !c.Higher {
		return -at
	}
	return at
}
