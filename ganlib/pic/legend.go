package pic

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawLegend writes the names of the lines in rows above the frame, where they cover nothing, and returns the height
// that they take. peak, unless NaN, is how high a curve goes that leaves the frame.
func (c Chart) drawLegend(cv draw.Canvas, shown Range, peak float64) vg.Length {
	const gap = 16
	text := writing(sans, textSize, ink, draw.XLeft, draw.YCenter)
	x, y := cv.Min.X, cv.Max.Y-rowHeight/2
	empty := true
	place := func(width vg.Length) vg.Point {
		if !empty && x+width > cv.Max.X {
			x, y = cv.Min.X, y-rowHeight
		}
		at := vg.Point{X: x, Y: y}
		x += width + gap
		empty = false
		return at
	}
	for _, l := range c.Lines {
		if name := c.entry(l, shown); name != "" {
			at := place(swatch + 6 + text.Width(name))
			drawSwatch(cv, l, at)
			cv.FillText(text, vg.Point{X: at.X + swatch + 6, Y: at.Y + text.FontExtents().Descent}, name)
		}
	}
	if !math.IsNaN(peak) {
		text.Color = faint
		note := "(peaks up to " + short(peak) + " are cut off)"
		at := place(text.Width(note))
		cv.FillText(text, vg.Point{X: at.X, Y: at.Y + text.FontExtents().Descent}, note)
	}
	if empty {
		return 0
	}
	return cv.Max.Y - y + rowHeight/2 + 6
}

// entry is the text of the legend for a line.
func (c Chart) entry(l Line, shown Range) string {
	if l.Name == "" || !c.LastValue || len(l.Y) == 0 {
		return l.Name
	}
	values := l.Y
	if l.Smooth > 0 {
		values = smooth(l.Y, l.Smooth, shown)
	}
	return l.Name + "  " + short(values[len(values)-1])
}

func drawSwatch(cv draw.Canvas, l Line, at vg.Point) {
	if l.Fill {
		box := vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - 5}, Max: vg.Point{X: at.X + swatch, Y: at.Y + 5}}
		cv.SetColor(tint(l.Color))
		cv.Fill(box.Path())
		cv.StrokeLine2(lineStyle(l), box.Min.X, box.Max.Y, box.Max.X, box.Max.Y)
		return
	}
	cv.StrokeLine2(lineStyle(l), at.X, at.Y, at.X+swatch, at.Y)
}
