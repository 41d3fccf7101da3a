package edit

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/layer"
)

// Judge says of images, uint8 [N, H, W, C], how much each has of some attributes: a row for each
// image. The package judge trains one.
type Judge interface {
	Names() []string
	Judge(pix []uint8) ([][]float64, error)
}

// Effects is a table: how much each attribute changes along each direction.
type Effects struct {
	Attributes []string    // the columns
	Rows       []string    // the directions
	Change     [][]float64 // in standard deviations of the attribute over images that were not moved
}

// Measure moves the styles of images by a step along each direction, in some layers, and has the
// judge say how much every attribute changes on average. Take images that the directions were not
// found with. names are those of the directions.
//
// A direction is good when the attribute it is for changes much and the others little.
func (e *Editor) Measure(j Judge, ws []Styles, names []string, directions []Direction, step float64, in Layers) (Effects, error) {
	if len(names) != len(directions) {
		return Effects{}, fmt.Errorf("edit: got %d names for %d directions; each needs one", len(names), len(directions))
	}
	t := Effects{Attributes: j.Names(), Rows: names}
	before, err := e.judged(j, ws)
	if err != nil {
		return t, err
	}
	for _, d := range directions {
		moved := make([]Styles, len(ws))
		for i := range ws {
			moved[i] = ws[i].Along(d, step, in)
		}
		after, err := e.judged(j, moved)
		if err != nil {
			return t, err
		}
		t.Change = append(t.Change, change(before, after))
	}
	return t, nil
}

// judged is what the judge says of the images of styles, attribute by attribute.
func (e *Editor) judged(j Judge, ws []Styles) ([][]float64, error) {
	pix, err := e.Images(ws, layer.FixedNoise)
	if err != nil {
		return nil, err
	}
	rows, err := j.Judge(pix)
	if err != nil {
		return nil, err
	}
	columns := make([][]float64, len(j.Names()))
	for k := range columns {
		for _, row := range rows {
			columns[k] = append(columns[k], row[k])
		}
	}
	return columns, nil
}

// change is the difference of the means of each attribute, in standard deviations before. What
// never varies cannot be told.
func change(before, after [][]float64) []float64 {
	row := make([]float64, len(before))
	for k := range before {
		row[k] = (stat.Mean(after[k], nil) - stat.Mean(before[k], nil)) / deviation(before[k])
	}
	return row
}

// deviation is that of all values, not of a sample of them.
func deviation(values []float64) float64 {
	_, std := stat.PopMeanStdDev(values, nil)
	return std
}

// Others is how much the attributes change along direction i that it is not for, the root of their
// mean square. The name of a direction says what it is for; one that is for no attribute has only
// others.
func (t Effects) Others(i int) float64 {
	sum, n := 0.0, 0
	for k, name := range t.Attributes {
		if c := t.Change[i][k]; name != t.Rows[i] && !math.IsNaN(c) {
			sum += c * c
			n++
		}
	}
	return math.Sqrt(sum / float64(max(n, 1)))
}

// String has a line for each direction. The attribute it is for stands in brackets, and the others
// are summed up at the end.
func (t Effects) String() string {
	width := 0
	for _, name := range t.Rows {
		width = max(width, len([]rune(name)))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-*s", width, "")
	for _, name := range t.Attributes {
		fmt.Fprintf(&b, "  %*s", cell(name), name)
	}
	b.WriteString("  others\n")
	for i, row := range t.Rows {
		fmt.Fprintf(&b, "%-*s", width, row)
		for k, name := range t.Attributes {
			text := fmt.Sprintf("%+.2f ", t.Change[i][k])
			if name == row {
				text = fmt.Sprintf("[%+.2f]", t.Change[i][k])
			}
			fmt.Fprintf(&b, "  %*s", cell(name), text)
		}
		fmt.Fprintf(&b, "  %6.2f\n", t.Others(i))
	}
	return b.String()
}

// cell is the width of a column: room for [−1.23].
func cell(name string) int { return max(7, len([]rune(name))) }
