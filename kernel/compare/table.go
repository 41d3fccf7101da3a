package compare

import (
	"fmt"
	"io"
	"strings"

	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/metric"
	"gophergan/kernel/training"
)

// Tables has one for each set of images.
type Tables []*Table

// Table is what was measured on a set, row by row.
type Table struct {
	Set   string
	names []string        // of the scores
	cards []metric.Result // the first result of each score, whose card holds for all
	rows  []tableRow
	real  []metric.Result // of real images of the test part; nil: not measured
}

type tableRow struct {
	run     one         // the first of the row
	steps   int         // of training
	values  [][]float64 // of each score, one for each seed
	minutes []float64   // of training, where it is known
}

// add takes in the results of one run. All have to be measured alike.
func (t *Table) add(r one, results []metric.Result) error {
	if t.cards == nil {
		t.cards = results
		for _, r := range results {
			t.names = append(t.names, r.Card.Metric)
		}
	}
	if len(t.rows) == 0 || t.rows[len(t.rows)-1].run.Name != r.Name {
		t.rows = append(t.rows, tableRow{run: r, steps: newest(r.dir), values: make([][]float64, len(results))})
	}
	if err := t.alike(measuredName, results); err != nil {
		return err
	}
	last := &t.rows[len(t.rows)-1]
	for i, r := range results {
		last.values[i] = append(last.values[i], r.Value)
	}
	if d, known := training.TrainedFor(r.dir); known {
		last.minutes = append(last.minutes, d.Minutes())
	}
	return nil
}

// addReal takes in what real images have; file is where it is kept. They may be fewer than those of
// G, and are then named.
func (t *Table) addReal(file string, results []metric.Result) error {
	t.real = results
	return t.alike(file, results, "fake")
}

// alike wants results to be measured as those of the first run are; the fields may differ.
func (t *Table) alike(file string, results []metric.Result, fields ...string) error {
	if len(results) != len(t.cards) {
		return fmt.Errorf("%d scores were measured, and %d of the first run; remove %s to measure again", len(results), len(t.cards),
			file)
	}
	for i, r := range results {
		if _, err := metric.Compare(r, t.cards[i], fields...); err != nil {
			return fmt.Errorf("%w; or remove %s to measure again", err, file)
		}
	}
	return nil
}

// Print writes the tables in Markdown, each under the name of its set where there are several.
func (all Tables) Print(w io.Writer) error {
	for i, t := range all {
		if len(all) > 1 {
			if _, err := fmt.Fprintf(w, "%s### %s\n\n", strings.Repeat("\n", min(i, 1)), t.Set); err != nil {
				return err
			}
		}
		if err := t.Print(w); err != nil {
			return err
		}
	}
	return nil
}

// Print writes the table in Markdown: of several seeds the mean and the deviation (N − 1).
func (t *Table) Print(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| | steps | images a step |")
	for i, name := range t.names {
		fmt.Fprintf(&b, " %s (%s is better) |", name, map[bool]string{true: "more", false: "less"}[t.cards[i].Card.Higher])
	}
	b.WriteString(" minutes |\n|---|---|---|" + strings.Repeat("---|", len(t.names)+1) + "\n")
	for _, row := range t.rows {
		fmt.Fprintf(&b, "| %s | %d | %d |", row.run.label(), row.steps, row.run.Batch)
		for _, values := range append(row.values, row.minutes) {
			b.WriteString(" " + meanAndDeviation(values) + " |")
		}
		b.WriteString("\n")
	}
	if t.real != nil {
		fmt.Fprintf(&b, "| %d real images of the test part | | |", t.real[0].Card.Fake)
		for _, r := range t.real {
			b.WriteString(" " + meanAndDeviation([]float64{r.Value}) + " |")
		}
		b.WriteString(" |\n")
	}
	b.WriteString("\n")
	for i, name := range t.names {
		fmt.Fprintf(&b, "%s: %v\n", name, t.cards[i].Card)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// label names a row: by what train calls it, where train trains it as it is.
func (r one) label() string {
	if r.Steps == 0 {
		return "`" + r.Name + "`"
	}
	return r.Summary
}

func meanAndDeviation(values []float64) string {
	switch len(values) {
	case 0:
		return "not known"
	case 1:
		return fmt.Sprintf("%.4g", values[0])
	}
	μ, σ := stat.MeanStdDev(values, nil)
	return fmt.Sprintf("%.4g ± %.2g", μ, σ)
}

func mean(values []float64) float64 { return stat.Mean(values, nil) }
