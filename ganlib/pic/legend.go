package pic

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// legend is the names of the lines, in rows above the frame, where they cover nothing.
type legend struct {
	entries []entry
	height  vg.Length
}

type entry struct {
	text string
	line *Line    // nil for a note
	dot  bool     // the line stands for points
	at   vg.Point // the middle of its left end, counted from the legend's upper left corner
}

// layOut arranges the legend in the given width. shown is the range of the y axis; peak, unless
// NaN, is how high a curve goes that leaves it.
func (c Chart) layOut(width vg.Length, shown Range, peak float64) (l legend) {
	for i, line := range c.Lines {
		if name := c.name(line, shown); name != "" {
			l.entries = append(l.entries, entry{text: name, line: &c.Lines[i]})
		}
	}
	if !math.IsNaN(peak) {
		l.entries = append(l.entries, entry{text: "(peaks up to " + short(peak) + " are cut off)"})
	}
	if len(l.entries) == 0 {
		return l
	}
	const gap = 16
	next := vg.Point{Y: -rowHeight / 2}
	for i := range l.entries {
		e := &l.entries[i]
		if next.X > 0 && next.X+e.width() > width {
			next = vg.Point{Y: next.Y - rowHeight}
		}
		e.at = next
		next.X += e.width() + gap
	}
	l.height = rowHeight/2 - next.Y + 6
	return l
}

const swatchRoom = swatch + 6

func (e entry) width() vg.Length {
	width := writing(sans, textSize, ink, draw.XLeft, draw.YCenter).Width(e.text)
	if e.line != nil {
		width += swatchRoom
	}
	return width
}

func (l legend) draw(cv draw.Canvas) {
	corner := vg.Point{X: cv.Min.X, Y: cv.Max.Y}
	for _, e := range l.entries {
		at := corner.Add(e.at)
		style := writing(sans, textSize, faint, draw.XLeft, draw.YCenter)
		if e.line != nil {
			style.Color = ink
			e.drawSwatch(cv, at)
			at.X += swatchRoom
		}
		cv.FillText(style, vg.Point{X: at.X, Y: at.Y + style.FontExtents().Descent}, e.text)
	}
}

// name is what the legend says about a line.
func (c Chart) name(l Line, shown Range) string {
	if l.Name == "" || !c.LastValue || len(l.Y) == 0 {
		return l.Name
	}
	values := l.Y
	if l.Smooth > 0 {
		values = smooth(l.Y, l.Smooth, shown)
	}
	const noBreak = "\u00a0" // an SVG joins ordinary spaces to one
	return l.Name + noBreak + noBreak + short(values[len(values)-1])
}

func (e entry) drawSwatch(cv draw.Canvas, at vg.Point) {
	l := *e.line
	if e.dot {
		cv.DrawGlyph(draw.GlyphStyle{Color: l.Color, Radius: 4, Shape: draw.CircleGlyph{}}, vg.Point{X: at.X + swatch/2, Y: at.Y})
		return
	}
	if l.Fill {
		box := vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - 5}, Max: vg.Point{X: at.X + swatch, Y: at.Y + 5}}
		cv.SetColor(tint(l.Color))
		cv.Fill(box.Path())
		cv.StrokeLine2(lineStyle(l), box.Min.X, box.Max.Y, box.Max.X, box.Max.Y)
		return
	}
	cv.StrokeLine2(lineStyle(l), at.X, at.Y, at.X+swatch, at.Y)
}
