package pic

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of a chart, in pixels.
const (
	margin     = 12
	titleSize  = 14
	textSize   = 12
	rowHeight  = 20 // of the title and of a row of the legend
	swatch     = 18 // the piece of line in the legend
	thickness  = 1.8
	rawOpacity = 0.28
)

func (c Chart) draw(cv draw.Canvas) {
	c.Lines = colored(c.Lines)
	cv.SetColor(paper)
	cv.Fill(cv.Rectangle.Path())
	cv = draw.Crop(cv, margin, -margin, margin, -margin)
	yr, peak := c.yRange()

	if c.Title != "" {
		style := writing(bold, titleSize, ink, draw.XLeft, draw.YTop)
		cv.FillText(style, vg.Point{X: cv.Min.X, Y: cv.Max.Y}, c.Title)
		cv.Max.Y -= rowHeight
	}
	names := c.layOut(cv.Size().X, yr, peak)
	names.draw(cv)
	cv.Max.Y -= names.height
	cv.Max.X -= max(c.sides.right, c.levelNames())

	p := c.axes(yr, cv)
	p.Y.Padding = max(0, c.sides.left-tickRoom(p.Y))
	frame := p.DataCanvas(cv)
	p.Add(gridLines{}, curves{c})
	p.Draw(cv)
	c.drawLevelNames(frame, p)
}

// axes is the frame without curves: two axes with their ticks.
func (c Chart) axes(yr Range, cv draw.Canvas) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	xr := c.xRange()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = xr.Min, xr.Max, yr.Min, yr.Max
	p.X.Label.Text = c.X
	p.X.Label.Padding = 4
	p.X.Label.TextStyle = writing(sans, textSize, faint, draw.XCenter, draw.YBottom)
	size := cv.Size()
	p.X.Tick.Marker = ticks{count: max(2, int(size.X/80)), whole: c.countsOnX()}
	p.Y.Tick.Marker = ticks{count: max(2, int(size.Y/36))}
	p.X.Tick.Label = writing(sans, textSize, faint, draw.XCenter, draw.YTop)
	p.Y.Tick.Label = writing(sans, textSize, faint, draw.XRight, draw.YCenter)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Padding = 0
		axis.LineStyle = draw.LineStyle{Color: faint, Width: 0.8}
		axis.Tick.LineStyle = axis.LineStyle
		axis.Tick.Length = 4
	}
	p.Y.LineStyle.Width = 0
	p.Y.Tick.Length = 0
	return p
}

// sides is the room beside a frame: for the ticks on the left, for the names of levels on the
// right.
type sides struct{ left, right vg.Length }

// sidesOf is the room that the widest of the charts needs.
func sidesOf(charts []Chart) (s sides) {
	for _, c := range charts {
		yr, _ := c.yRange()
		room := vg.Rectangle{Max: vg.Point{X: vg.Length(c.Width), Y: vg.Length(c.Height)}}
		s.left = max(s.left, tickRoom(c.axes(yr, draw.Canvas{Rectangle: room}).Y))
		s.right = max(s.right, c.levelNames())
	}
	return s
}

// tickRoom is the width of the widest label of an axis.
func tickRoom(axis plot.Axis) vg.Length {
	widest := vg.Length(0)
	for _, t := range axis.Tick.Marker.Ticks(axis.Min, axis.Max) {
		widest = max(widest, axis.Tick.Label.Width(t.Label))
	}
	return widest
}

// countsOnX reports whether all x are whole numbers, such as steps.
func (c Chart) countsOnX() bool {
	for _, l := range c.Lines {
		for _, x := range l.X {
			if finite(x) && x != math.Trunc(x) {
				return false
			}
		}
	}
	return true
}

// gridLines are horizontal rules at the ticks of the y axis.
type gridLines struct{}

func (gridLines) Plot(cv draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&cv)
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		cv.StrokeLine2(draw.LineStyle{Color: rule, Width: 1}, cv.Min.X, y(t.Value), cv.Max.X, y(t.Value))
	}
}

// curves draws what lies inside the frame.
type curves struct{ Chart }

func (c curves) Plot(cv draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&cv)
	for _, level := range c.Levels {
		if cv.ContainsY(y(level.Y)) {
			cv.StrokeLine2(levelStyle(level), cv.Min.X, y(level.Y), cv.Max.X, y(level.Y))
		}
	}
	for _, l := range c.Lines {
		color := color.NRGBAModel.Convert(l.Color).(color.NRGBA)
		values := l.Y
		if l.Smooth > 0 {
			c.stroke(cv, p, l, l.Y, draw.LineStyle{Color: pale(color, rawOpacity), Width: 1})
			values = smooth(l.Y, l.Smooth, Range{p.Y.Min, p.Y.Max})
		}
		c.stroke(cv, p, l, values, lineStyle(l))
	}
	if len(c.finiteValues()) == 0 && len(c.Lines) > 0 {
		sayEmpty(cv)
	}
}

// sayEmpty writes into an empty frame why it is empty.
func sayEmpty(cv draw.Canvas) {
	const text = "nothing to draw yet"
	style := writing(sans, textSize, faint, draw.XCenter, draw.YCenter)
	box := style.Rectangle(text).Add(cv.Center())
	cv.SetColor(paper)
	cv.Fill(box.Path())
	cv.FillText(style, cv.Center(), text)
}

// stroke draws the line's x against the values, piece by piece.
func (c curves) stroke(cv draw.Canvas, p *plot.Plot, l Line, values []float64, style draw.LineStyle) {
	columns := int(cv.Size().X / 2)
	for _, piece := range pieces(l.X, values) {
		piece = thin(piece, p.X.Min, p.X.Max, columns)
		if len(piece) == 1 {
			dot(cv, p, piece[0], style.Color)
			continue
		}
		xys := make(plotter.XYs, len(piece))
		for i, q := range piece {
			xys[i] = plotter.XY{X: q.x, Y: q.y}
		}
		line := plotter.Line{XYs: xys, LineStyle: style}
		if l.Fill {
			line.FillColor = tint(style.Color)
		}
		line.Plot(cv, p)
	}
}

func dot(cv draw.Canvas, p *plot.Plot, q point, c color.Color) {
	x, y := p.Transforms(&cv)
	cv.DrawGlyph(draw.GlyphStyle{Color: c, Radius: 2.5, Shape: draw.CircleGlyph{}}, vg.Point{X: x(q.x), Y: y(q.y)})
}

func lineStyle(l Line) draw.LineStyle {
	style := draw.LineStyle{Color: l.Color, Width: thickness}
	if l.Dashed {
		style.Dashes = []vg.Length{6, 4}
	}
	return style
}

func levelStyle(l Level) draw.LineStyle {
	return draw.LineStyle{Color: levelColor(l), Width: 1.2, Dashes: []vg.Length{3, 3}}
}

func levelColor(l Level) color.Color {
	if l.Color == nil {
		return faint
	}
	return l.Color
}

// tint is the colour of an area below a line of colour c.
func tint(c color.Color) color.Color {
	return pale(color.NRGBAModel.Convert(c).(color.NRGBA), 0.22)
}

// levelNames is the room that the names of the levels need to the right of the frame.
func (c Chart) levelNames() vg.Length {
	style := writing(sans, textSize, ink, draw.XLeft, draw.YCenter)
	widest := vg.Length(0)
	for _, level := range c.Levels {
		widest = max(widest, style.Width(level.Name)+8)
	}
	return widest
}

// drawLevelNames writes the names beside their lines, and moves names apart that would overlap.
func (c Chart) drawLevelNames(frame draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&frame)
	levels := slices.Clone(c.Levels)
	slices.SortFunc(levels, func(a, b Level) int { return cmp.Compare(a.Y, b.Y) })
	lowest := frame.Min.Y - rowHeight
	for _, level := range levels {
		at := y(level.Y)
		if !frame.ContainsY(at) {
			continue
		}
		at = max(at, lowest+textSize+2)
		lowest = at
		style := writing(sans, textSize, darker(levelColor(level)), draw.XLeft, draw.YCenter)
		frame.FillText(style, vg.Point{X: frame.Max.X + 6, Y: at + style.FontExtents().Descent}, level.Name)
	}
}

// darker is a colour for text in the colour of a line: dark enough to read on white.
func darker(c color.Color) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	mix := func(a, b uint8) uint8 { return uint8((2*int(a) + int(b)) / 3) }
	return color.NRGBA{mix(n.R, ink.R), mix(n.G, ink.G), mix(n.B, ink.B), 0xff}
}
