package show

import (
	"fmt"
	"math"
	"strings"

	"gophergan/ganlib/metric"
	"gophergan/ganlib/pic"
)

// Scores is a table of results, a row for each name and a column for each score. Colours say how
// much better or worse than the first row a number is, as a share of the largest difference in its
// column; the root lets small ones be seen.
func Scores(title string, columns, names []string, results [][]metric.Result) pic.Heat {
	heat := pic.NewHeat(title, columns...)
	heat.Note = note(columns, names, results)
	for i, row := range results {
		text, shade := make([]string, len(row)), make([]float64, len(row))
		for k, r := range row {
			text[k] = metric.Result{Value: math.Round(1000*r.Value) / 1000}.Number(3)
			shade[k] = better(results, i, k)
		}
		heat.Add(names[i], text, shade)
	}
	return heat
}

// note says what the colours mean, and in which columns a lower number is the better one.
func note(columns, names []string, results [][]metric.Result) string {
	if len(results) == 0 {
		return ""
	}
	note := fmt.Sprintf("Vermilion: worse than %s. Blue: better.", names[0])
	var lower []string
	for k, r := range results[0] {
		if !r.Card.Higher {
			lower = append(lower, columns[k])
		}
	}
	switch len(lower) {
	case 0:
		return note + " Higher is better."
	case len(columns):
		return note + " Lower is better."
	}
	return note + " Higher is better, but lower in: " + strings.Join(lower, ", ") + "."
}

// better is the shade of a result, from −1, as much worse than that of the first row as any in its
// column differs from it, to 1, better.
func better(results [][]metric.Result, i, k int) float64 {
	difference := func(i int) float64 { return results[i][k].Value - results[0][k].Value }
	largest := 1e-9
	for j := range results {
		largest = max(largest, math.Abs(difference(j)))
	}
	share := math.Sqrt(math.Abs(difference(i)) / largest)
	if results[i][k].Card.Higher != (difference(i) > 0) {
		return -share
	}
	return share
}
