package show

import (
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/metric"
	"gophergan/kernel/score"
)

// measured is a report of three classes: of the second everything is read as the third.
func measured() score.Report {
	part := func(name, class string, value float64, higher bool) metric.Result {
		return metric.Result{Value: value, Card: metric.Card{Metric: name, Higher: higher, Settings: map[string]string{"class": class}}}
	}
	r := score.Report{
		Condition: score.Condition{Field: "y", N: 3}, Asked: []string{"hat", "shoe", "bag"}, Read: []string{"hat", "shoe", "bag"},
		Confusion: [][]int{{9, 0, 1}, {0, 0, 10}, {0, 4, 6}},
		Results:   []metric.Result{{Value: 5, Card: metric.Card{Metric: "Fréchet distance, mean over classes"}}},
	}
	for i, class := range r.Asked {
		r.Results = append(r.Results, part("class accuracy", class, []float64{0.9, 0, 0.6}[i], true))
	}
	for i, class := range r.Asked {
		r.Results = append(r.Results, part("Fréchet distance", class, []float64{2, 10, 6}[i], false))
	}
	return r
}

// Rows and columns have the names of the classes, the diagonal is blue, what is read instead is
// orange, and nothing is white.
func TestConfusion(t *testing.T) {
	h, err := confusion(measured())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(h.Rows, " ") != "hat shoe bag" || strings.Join(h.Columns, " ") != "hat shoe bag" {
		t.Errorf("rows %v, columns %v", h.Rows, h.Columns)
	}
	want := [][]float64{{0.9, 0, -math.Sqrt(0.1)}, {0, 0, -1}, {0, -math.Sqrt(0.4), 0.6}}
	texts := [][]string{{"9", "", "1"}, {"", "", "10"}, {"", "4", "6"}}
	for i := range want {
		for k := range want[i] {
			if math.Abs(h.Shade[i][k]-want[i][k]) > 1e-12 || h.Text[i][k] != texts[i][k] {
				t.Errorf("row %d, column %d: %q in %g, want %q in %g", i, k, h.Text[i][k], h.Shade[i][k], texts[i][k], want[i][k])
			}
		}
	}
	if _, err := h.Image(); err != nil {
		t.Error(err)
	}
}

// What a code stands for is where it is blue, whatever its number.
func TestConfusionOfCodes(t *testing.T) {
	r := measured()
	r.Condition.Code, r.Asked = true, []string{"0", "1"}
	r.Confusion = [][]int{{1, 0, 9}, {10, 0, 0}}
	r.Results = nil
	for code, class := range []string{"bag", "hat"} {
		r.Results = append(r.Results, metric.Result{Value: 0.9, Card: metric.Card{
			Metric: "purity of a code", Higher: true, Over: "images", Settings: map[string]string{"class": class,
				"code": []string{"0", "1"}[code]},
		}})
	}
	h, err := confusion(r)
	if err != nil || h.Shade[0][2] != 0.9 || h.Shade[1][0] != 1 || h.Shade[0][0] >= 0 {
		t.Errorf("%v, %v, want blue where code 0 is a bag and code 1 a hat", h.Shade, err)
	}
	table, err := byClass(r.Table())
	if err != nil || table.Text[0][0] != "bag" || table.Text[1][0] != "hat" || table.Text[0][1] != "90.0 %" ||
		table.Text[0][2] != "hat (10.0 %)" {
		t.Errorf("%v, %v", table.Text, err)
	}
}

// The best of a column is blue and the worst orange, also where less is better.
func TestByClass(t *testing.T) {
	h, err := byClass(measured().Table())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(h.Columns, ", ") != "read as asked, or mostly, Fréchet" || h.Corner != "class" {
		t.Fatalf("the columns are %v", h.Columns)
	}
	for row, want := range [][]float64{{1, 0, 1}, {-1, 0, -1}, {1.0 / 3, 0, 0}} {
		for k := range want {
			if math.Abs(h.Shade[row][k]-want[k]) > 1e-12 {
				t.Errorf("%s, %s is %g, want %g", h.Rows[row], h.Columns[k], h.Shade[row][k], want[k])
			}
		}
	}
	if _, err := h.Image(); err != nil {
		t.Error(err)
	}
}

// What there is not is said in words.
func TestNoClassesToShow(t *testing.T) {
	_, err := confusion(score.Report{})
	_, tooLarge := confusion(score.Report{Confusion: [][]int{}, Asked: make([]string, 47), Read: make([]string, 47)})
	_, nothing := byClass(score.Report{}.Table())
	for want, err := range map[string]error{"is told no class": err, "47 × 47 is too large": tooLarge,
		"nothing was measured": nothing} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
