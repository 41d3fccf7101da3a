package doctor

import (
	"fmt"
	"math"
	"strings"

	"gophergan/ganlib/pic"
)

// Chart draws the evidence of a finding of this kind, with the limit as a line.
func (e Evidence) Chart(kind Kind) pic.Chart {
	c := pic.NewChart(fmt.Sprintf("%s: %s", kind, e.Series), "step", pic.Line{Name: e.Series, X: e.Steps, Y: e.Values,
		Smooth: len(e.Steps) / 80})
	c.Height, c.CutPeaks, c.LastValue = 200, true, true
	if !e.Ended {
		c.Levels = []pic.Level{{Name: "limit", Y: e.Limit, Color: pic.Vermilion}}
		if e.Limit == e.Value {
			c.Levels[0].Name = "mean" // of waves, which are counted about it
		}
	}
	return c
}

// Spark draws values as blocks of eight heights, at most width of them, each the mean of its
// neighbours.
func Spark(values []float64, width int) string {
	if len(values) == 0 || width < 1 {
		return ""
	}
	n := min(width, len(values))
	means := make([]float64, n)
	low, high := math.Inf(1), math.Inf(-1)
	for i := range means {
		from, to := i*len(values)/n, (i+1)*len(values)/n
		for _, v := range values[from:to] {
			means[i] += v / float64(to-from)
		}
		low, high = min(low, means[i]), max(high, means[i])
	}
	blocks := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, v := range means {
		level := 0
		if high > low {
			level = int((v - low) / (high - low) * 7.999)
		}
		b.WriteRune(blocks[level])
	}
	return b.String()
}

// thousands writes 12345 as 12,345.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// short writes a number with three digits.
func short(v float64) string {
	if a := math.Abs(v); a >= 1000 && a < 1e6 {
		return thousands(int(math.Round(v)))
	}
	return fmt.Sprintf("%.3g", v)
}
