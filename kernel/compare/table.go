package compare

import (
	"fmt"
	"io"
	"strings"

	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/metric"
	"gophergan/kernel/experiment"
)

// Table is what was measured, row by row.
type Table struct {
	names []string        // of the scores
	cards []metric.Result // the first result of each score, whose card holds for all
	rows  []tableRow
}

type tableRow struct {
	row     experiment.Row
	values  [][]float64 // of each score, one for each seed
	minutes []float64   // of training, where it is known
}

// add takes in the results of one run. All have to be measured alike.
func (t *Table) add(row experiment.Row, dir string, results []metric.Result) error {
	if t.cards == nil {
		t.cards = results
		for _, r := range results {
			t.names = append(t.names, r.Card.Metric)
		}
	}
	if len(t.rows) == 0 || t.rows[len(t.rows)-1].row.Name != row.Name {
		t.rows = append(t.rows, tableRow{row: row, values: make([][]float64, len(results))})
	}
	last := &t.rows[len(t.rows)-1]
	for i, r := range results {
		if _, err := metric.Compare(r, t.cards[i]); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		last.values[i] = append(last.values[i], r.Value)
	}
	if d, known := trainedFor(dir); known {
		last.minutes = append(last.minutes, d.Minutes())
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
		fmt.Fprintf(&b, "| %s | %d | %d |", row.row.Summary, row.row.Steps, row.row.Batch)
		for _, values := range append(row.values, row.minutes) {
			b.WriteString(" " + meanAndDeviation(values) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for i, name := range t.names {
		fmt.Fprintf(&b, "%s: %v\n", name, t.cards[i].Card)
	}
	_, err := io.WriteString(w, b.String())
	return err
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
