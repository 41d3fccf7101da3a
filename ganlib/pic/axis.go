package pic

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// xRange is what the x axis shows: all points that can be drawn.
func (c Chart) xRange() Range {
	r := Range{math.Inf(1), math.Inf(-1)}
	for _, l := range c.Lines {
		for i, x := range l.X {
			if finite(x) && finite(l.Y[i]) {
				r = r.include(x)
			}
		}
	}
	if r.Min > r.Max {
		return Range{0, 1}
	}
	return r.nonEmpty()
}

// yRange is what the y axis shows, and the highest value that it cuts off: NaN when it cuts nothing
// off.
func (c Chart) yRange() (r Range, peak float64) {
	if c.Range != nil {
		return *c.Range, math.NaN()
	}
	ys := c.finiteValues()
	r = Range{math.Inf(1), math.Inf(-1)}
	for _, y := range ys {
		r = r.include(y)
	}
	peak = math.NaN()
	if top := c.ceiling(ys); top < r.Max {
		r.Max, peak = top, r.Max
	}
	for _, level := range c.Levels {
		r = r.include(level.Y)
	}
	for _, l := range c.Lines {
		if l.Fill {
			r = r.include(0)
		}
	}
	if r.Min > r.Max {
		return Range{0, 1}, peak
	}
	return r.nonEmpty().roomy(), peak
}

func (c Chart) finiteValues() []float64 {
	var ys []float64
	for _, l := range c.Lines {
		for i, y := range l.Y {
			if finite(l.X[i]) && finite(y) {
				ys = append(ys, y)
			}
		}
	}
	return ys
}

// ceiling is the highest value that the y axis must show. With CutPeaks it lies below peaks that
// are rare, at most one value in fifty, and tower over the others, by three times their range.
func (c Chart) ceiling(ys []float64) float64 {
	const enough = 50
	if !c.CutPeaks || len(ys) < enough {
		return math.Inf(1)
	}
	sorted := slices.Sorted(slices.Values(ys))
	usual := sorted[len(sorted)-1-len(sorted)/enough]
	span := usual - sorted[0]
	for _, level := range c.Levels {
		span = max(span, level.Y-sorted[0])
	}
	if span > 0 && sorted[len(sorted)-1] > usual+3*span {
		return usual + span/4
	}
	return math.Inf(1)
}

func (r Range) include(v float64) Range {
	if !finite(v) {
		return r
	}
	return Range{min(r.Min, v), max(r.Max, v)}
}

// nonEmpty widens a range that is one value, to six digits, so that the value lies in its middle.
func (r Range) nonEmpty() Range {
	size := max(math.Abs(r.Min), math.Abs(r.Max))
	switch {
	case size < 1e-100:
		return Range{-1, 1}
	case r.Max-r.Min > 1e-6*size:
		return r
	}
	return Range{r.Min - size/10, r.Max + size/10}
}

// roomy leaves some air above and below; an axis of positive values that comes near 0 starts at 0.
func (r Range) roomy() Range {
	air := 0.05 * (r.Max - r.Min)
	if r.Min >= 0 && r.Min < 0.6*r.Max {
		return Range{0, r.Max + air}
	}
	return Range{r.Min - air, r.Max + air}
}

// ticks marks an axis at multiples of 1, 2 or 5 times a power of ten, at most count of them.
type ticks struct {
	count int
	whole bool // the axis counts things: no fractions
}

// Ticks implements [plot.Ticker].
func (t ticks) Ticks(lo, hi float64) []plot.Tick {
	step := tickStep((hi - lo) / float64(t.count))
	if t.whole {
		step = max(step, 1)
	}
	var values []float64
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+1e-9*step; i++ {
		values = append(values, i*step)
	}
	var marks []plot.Tick
	for i, label := range tickLabels(values, step) {
		marks = append(marks, plot.Tick{Value: values[i], Label: label})
	}
	return marks
}

// tickStep is the smallest of 1, 2 and 5 times a power of ten that is at least atLeast.
func tickStep(atLeast float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(atLeast)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= atLeast*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// tickLabels writes multiples of step with as many digits as they need to differ: 0.25, 5, 20k,
// 1.5M, 2e−7.
func tickLabels(values []float64, step float64) []string {
	largest := 0.0
	for _, v := range values {
		largest = max(largest, math.Abs(v))
	}
	unit, suffix := tickUnit(largest, step)
	labels := make([]string, len(values))
	for i, v := range values {
		switch {
		case v == 0:
			labels[i] = strconv.FormatFloat(0, 'f', decimals(step/unit), 64)
		case suffix == "e":
			labels[i] = scientific(v, magnitude(largest)-magnitude(step))
		default:
			labels[i] = minus(strconv.FormatFloat(v/unit, 'f', decimals(step/unit), 64)) + suffix
		}
	}
	return labels
}

// tickUnit is what labels count in. The suffix "e" stands for powers of ten.
func tickUnit(largest, step float64) (unit float64, suffix string) {
	const nearly = 0.99 // steps are not exact
	switch {
	case largest >= 1e13 || largest < 1e-3:
		return step, "e"
	case largest >= 1e10 && step >= nearly*1e7:
		return 1e9, "G"
	case largest >= 1e6 && step >= nearly*1e4:
		return 1e6, "M"
	case largest >= 1e4 && step >= nearly*1e2:
		return 1e3, "k"
	}
	return 1, ""
}

// decimals is how many digits after the point a multiple of step needs.
func decimals(step float64) int { return max(0, -magnitude(step)) }

// magnitude is the power of ten of v's first digit.
func magnitude(v float64) int { return int(math.Floor(math.Log10(v) + 1e-9)) }

// scientific writes v as 2e−7 or 1.25e9, with at most the given number of digits after the point.
func scientific(v float64, digits int) string {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', max(digits, 0), 64), "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	n, _ := strconv.Atoi(exponent)
	return minus(mantissa + "e" + strconv.Itoa(n))
}

// minus puts the minus sign, which is as wide as a plus, in the place of the hyphen.
func minus(number string) string { return strings.ReplaceAll(number, "-", "−") }

// short writes a value with three digits, for a legend.
func short(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 0):
		return minus(strconv.FormatFloat(v, 'f', -1, 64))
	case a != 0 && (a < 1e-3 || a >= 1e5):
		return scientific(v, 2)
	}
	return minus(strconv.FormatFloat(v, 'f', max(0, 2-int(math.Floor(math.Log10(max(a, 1))))), 64))
}
