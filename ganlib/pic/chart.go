package pic

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// Chart is a frame with curves over a common x axis. [NewChart] gives good values; change the
// fields you want to.
type Chart struct {
	Title         string
	X             string // what the x axis counts
	Lines         []Line
	Levels        []Level
	Range         *Range // of the y axis; nil: what the lines and levels need
	CutPeaks      bool   // keep rare peaks from flattening the rest; a note tells how high they go
	LastValue     bool   // write every line's last value into the legend
	Width, Height int    // in pixels

	sides sides // at least so much room beside the frame, so that the frames of a panel are in line
}

// NewChart is a chart of 640×320 pixels, wide enough for a notebook.
func NewChart(title, x string, lines ...Line) Chart {
	return Chart{Title: title, X: x, Lines: lines, Width: 640, Height: 320}
}

// Line is one curve: the points (X[i], Y[i]), joined in this order. Where a value is NaN or
// infinite the curve has a gap; a point between two gaps is a dot.
type Line struct {
	Name   string // in the legend; an unnamed line has no entry
	X, Y   []float64
	Color  color.Color // nil: the next colour of the palette
	Dashed bool
	Fill   bool // tint the area below the curve; the y axis then includes 0
	Smooth int  // draw the mean with so many neighbours on either side, and the values themselves pale behind it; 0: only these

	problem error // of the function that made the line, reported when the chart is drawn
}

// Level is a horizontal line to compare the curves with, its name written to the right of the
// frame.
type Level struct {
	Name  string
	Y     float64
	Color color.Color // nil: grey
}

// Range is an interval of an axis.
type Range struct{ Min, Max float64 }

// SVG draws the chart as an <svg> element that needs nothing else.
func (c Chart) SVG() (string, error) { return svgOf(c) }

// Image draws the chart with two dots per pixel in both directions, for sharp screens.
func (c Chart) Image() (image.Image, error) { return imageOf(c) }

// Size is the width and height at which the chart is meant to be seen, in pixels.
func (c Chart) Size() (width, height int) { return c.Width, c.Height }

func (c Chart) label() string { return c.Title }

func (c Chart) check() error {
	if r := c.Range; r != nil && !(r.Min < r.Max && finite(r.Min) && finite(r.Max)) {
		return fmt.Errorf("pic: the y axis cannot run from %v to %v; Min must be less than Max", r.Min, r.Max)
	}
	for i, l := range c.Lines {
		if err := l.check(); err != nil {
			return fmt.Errorf("pic: line %d (%q): %w", i+1, l.Name, err)
		}
	}
	if w, h := c.smallest(); c.Width < w || c.Height < h {
		return fmt.Errorf("pic: a chart of %d×%d pixels has no room for its curves and their names; give it at least %d×%d",
			c.Width, c.Height, w, h)
	}
	return nil
}

// smallest is the size that leaves a frame of 100×50 pixels beside the names.
func (c Chart) smallest() (width, height int) {
	yr, peak := c.yRange()
	names := c.layOut(vg.Length(c.Width-2*margin), yr, peak)
	const axes = 50 // what the ticks and the label of an axis need
	return 100 + 2*margin + axes + int(c.levelNames()), 50 + 2*margin + axes + rowHeight + int(names.height)
}

func (l Line) check() error {
	if l.problem != nil {
		return l.problem
	}
	if len(l.X) != len(l.Y) {
		return fmt.Errorf("%d values of x and %d of y; every point needs both", len(l.X), len(l.Y))
	}
	if l.Smooth < 0 {
		return fmt.Errorf("its Smooth is %d; it counts neighbours and cannot be negative", l.Smooth)
	}
	return nil
}

// colored gives every line without a colour the next one of the palette that no line has.
func colored(lines []Line) []Line {
	used := map[color.Color]bool{}
	for _, l := range lines {
		if l.Color != nil {
			used[color.NRGBAModel.Convert(l.Color)] = true
		}
	}
	var free []color.NRGBA
	for _, c := range palette {
		if !used[c] {
			free = append(free, c)
		}
	}
	if len(free) == 0 {
		free = palette
	}
	out := make([]Line, len(lines))
	next := 0
	for i, l := range lines {
		if l.Color == nil {
			l.Color = free[next%len(free)]
			next++
		}
		out[i] = l
	}
	return out
}

// finite reports whether v can be drawn. Beyond 1e100, far outside what float32 holds, the
// arithmetic of an axis could overflow, so such a value counts as infinite.
func finite(v float64) bool { return math.Abs(v) <= 1e100 }
