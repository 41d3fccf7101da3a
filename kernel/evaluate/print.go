package evaluate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"gophergan/kernel/score"
)

// PrintJSON prints one line for each result, also of single classes and codes.
func PrintJSON(w io.Writer, report score.Report) error {
	enc := json.NewEncoder(w)
	for _, r := range report.Results {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// Print prints the results with their cards, and those of single classes or codes as a table.
func Print(w io.Writer, report score.Report) error {
	var b strings.Builder
	for _, r := range score.Overall(report.Results) {
		fmt.Fprintln(&b, r)
	}
	printTable(&b, report.Table())
	if missing := report.Missing(); missing != nil {
		fmt.Fprintf(&b, "no code stands for %s\n", strings.Join(missing, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mostRows is how long a table may be to be read.
const mostRows = 20

// printTable prints an aligned table; of one that is too long, the worst rows by the first score.
func printTable(w io.Writer, t score.Table) {
	if len(t.Columns) == 0 {
		return
	}
	rows := shownRows(t)
	fmt.Fprintln(w)
	tabs := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	head := []string{t.Of}
	for _, c := range t.Columns {
		head = append(head, c.Name)
	}
	fmt.Fprintln(tabs, strings.Join(head, "\t"))
	for _, i := range rows {
		cells := []string{t.Rows[i]}
		for _, c := range t.Columns {
			cells = append(cells, c.Cells[i])
		}
		fmt.Fprintln(tabs, strings.Join(cells, "\t"))
	}
	tabs.Flush()
	if left := len(t.Rows) - len(rows); left > 0 {
		fmt.Fprintf(w, "These are the %d worst of %d by %s; --json has all.\n", len(rows), len(t.Rows), firstScore(t).Name)
	}
}

// shownRows are all rows, or the worst.
func shownRows(t score.Table) []int {
	rows := make([]int, len(t.Rows))
	for i := range rows {
		rows[i] = i
	}
	if len(rows) <= mostRows {
		return rows
	}
	c := firstScore(t)
	slices.SortStableFunc(rows, func(i, j int) int {
		if c.Higher {
			return cmp.Compare(c.Values[i], c.Values[j])
		}
		return cmp.Compare(c.Values[j], c.Values[i])
	})
	return rows[:mostRows]
}

// firstScore is the first column of numbers.
func firstScore(t score.Table) score.Column {
	return t.Columns[slices.IndexFunc(t.Columns, func(c score.Column) bool { return c.Values[0] == c.Values[0] })] // a NaN is not
}
