package pic

import (
	"math"
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		ticks  ticks
		want   string
	}{
		{0, 1, ticks{count: 5}, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{0, 1, ticks{count: 4}, "0.0 0.5 1.0"},
		{-5, 5, ticks{count: 5}, "−4 −2 0 2 4"},
		{-1, 1, ticks{count: 4}, "−1.0 −0.5 0.0 0.5 1.0"},
		{0.02, 0.11, ticks{count: 5}, "0.02 0.04 0.06 0.08 0.10"},
		{0, 9380, ticks{count: 5}, "0 2000 4000 6000 8000"},
		{0, 93800, ticks{count: 5}, "0 20k 40k 60k 80k"},
		{0, 3e6, ticks{count: 6}, "0.0 0.5M 1.0M 1.5M 2.0M 2.5M 3.0M"},
		{0, 4e10, ticks{count: 4}, "0 10G 20G 30G 40G"},
		{0, 4e14, ticks{count: 4}, "0 1e14 2e14 3e14 4e14"},
		{0, 4e-7, ticks{count: 4}, "0 1e−7 2e−7 3e−7 4e−7"},
		{1e20, 1.001e20, ticks{count: 2}, "1e20 1.0005e20 1.001e20"},
		{0.99998, 1.00002, ticks{count: 2}, "0.99998 1.00000 1.00002"},
		{1, 2, ticks{count: 5, whole: true}, "1 2"},
		{8.1, 9.9, ticks{count: 5, whole: true}, "9"},
	} {
		var labels []string
		for _, tick := range c.ticks.Ticks(c.lo, c.hi) {
			labels = append(labels, tick.Label)
			if tick.Value < c.lo-1e-9*(c.hi-c.lo) || tick.Value > c.hi+1e-9*(c.hi-c.lo) {
				t.Errorf("tick %v lies outside [%v, %v]", tick.Value, c.lo, c.hi)
			}
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("ticks of [%v, %v] are\n%s, want\n%s", c.lo, c.hi, got, c.want)
		}
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0.00", 0.6931: "0.69", 1.386: "1.39", -0.5: "−0.50", 12.34: "12.3", 123.4: "123", 99999: "99999",
		123456: "1.23e5", 1e-4: "1e−4", inf: "+Inf", -inf: "−Inf",
	} {
		if got := short(v); got != want {
			t.Errorf("short(%v) = %s, want %s", v, got, want)
		}
	}
	if got := short(nan); got != "NaN" {
		t.Errorf("short(NaN) = %s", got)
	}
}

func TestYRange(t *testing.T) {
	line := func(y ...float64) []Line { return []Line{{X: make([]float64, len(y)), Y: y}} }
	for _, c := range []struct {
		chart Chart
		want  Range
		why   string
	}{
		{Chart{Lines: line(2, 12)}, Range{0, 12.5}, "positive values that come near 0: from 0"},
		{Chart{Lines: line(10, 12)}, Range{9.9, 12.1}, "far from 0: only the values and some air"},
		{Chart{Lines: line(-1, 1)}, Range{-1.1, 1.1}, "both signs"},
		{Chart{Lines: line(5)}, Range{4.45, 5.55}, "one value lies in the middle"},
		{Chart{Lines: line(0, 0)}, Range{-1.1, 1.1}, "so does zero"},
		{Chart{}, Range{0, 1}, "nothing"},
		{Chart{Lines: line(nan, inf, -inf)}, Range{0, 1}, "nothing that can be drawn"},
		{Chart{Lines: line(15, 16), Levels: []Level{{Y: 20}}}, Range{14.75, 20.25}, "levels are seen"},
		{Chart{Lines: []Line{{X: []float64{0, 1}, Y: []float64{10, 12}, Fill: true}}}, Range{0, 12.6}, "an area begins at 0"},
		{Chart{Lines: line(10, 12), Range: &Range{0, 1}}, Range{0, 1}, "the range asked for"},
	} {
		got, peak := c.chart.yRange()
		if math.Abs(got.Min-c.want.Min) > 1e-9 || math.Abs(got.Max-c.want.Max) > 1e-9 || !math.IsNaN(peak) {
			t.Errorf("y axis is %v, cut at %v, want %v: %s", got, peak, c.want, c.why)
		}
	}
}

func TestOnlyRarePeaksAreCut(t *testing.T) {
	chart := func(peaks int, height float64) Chart {
		l := Line{}
		for i := range 200 {
			y := 1 + float64(i%10)/10 // 1 … 1.9
			if i < peaks {
				y = height
			}
			l.X, l.Y = append(l.X, float64(i)), append(l.Y, y)
		}
		return Chart{Lines: []Line{l}, CutPeaks: true}
	}
	cut := func(c Chart) bool { _, peak := c.yRange(); return !math.IsNaN(peak) }
	if r, peak := chart(3, 1000).yRange(); peak != 1000 || r.Max > 3 {
		t.Errorf("with three peaks of 1000 the axis ends at %v and the note says %v", r.Max, peak)
	}
	for what, c := range map[string]Chart{
		"peaks of a tenth of the values": chart(20, 1000),
		"peaks not much higher":          chart(3, 3),
		"no peaks":                       chart(0, 0),
	} {
		if cut(c) {
			t.Errorf("%s were cut off", what)
		}
	}
	whole := chart(3, 1000)
	whole.CutPeaks = false
	if cut(whole) {
		t.Error("peaks were cut off without CutPeaks")
	}
	few := Chart{Lines: []Line{{X: make([]float64, 10), Y: []float64{1, 1.1, 1.2, 1, 1, 1, 1, 1, 1, 99}}}, CutPeaks: true}
	if cut(few) {
		t.Error("one of ten values was cut off")
	}
}
