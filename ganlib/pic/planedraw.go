package pic

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const shades = 11 // of a surface: few enough to see where one ends, as on a map; an odd number, so that the middle is white

func (f Film) draw(cv draw.Canvas) {
	cv.SetColor(paper)
	cv.Fill(cv.Rectangle.Path())
	side, top := vg.Length(f.Frames[0].Side), cv.Max.Y-margin
	if f.Title != "" {
		cv.FillText(writing(bold, titleSize, ink, draw.XLeft, draw.YTop), vg.Point{X: cv.Min.X + margin, Y: top}, f.Title)
		top -= rowHeight
	}
	if names := f.names(); len(names.entries) > 0 {
		names.draw(draw.Canvas{Canvas: cv.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: cv.Min.X + margin, Y: top - rowHeight}, Max: vg.Point{X: cv.Max.X - margin, Y: top}}})
		top -= rowHeight + 6
	}
	pitch := vg.Point{X: side + margin, Y: side + margin + vg.Length(f.head())}
	for i, p := range f.Frames {
		corner := vg.Point{X: cv.Min.X + margin + pitch.X*vg.Length(i%f.Cols), Y: top - pitch.Y*vg.Length(i/f.Cols)}
		if p.Title != "" {
			style := writing(sans, textSize, ink, draw.XLeft, draw.YTop)
			if f.Title == "" {
				style = writing(bold, titleSize, ink, draw.XLeft, draw.YTop)
			}
			cv.FillText(style, corner, p.Title)
		}
		corner.Y -= vg.Length(f.head())
		p.drawSquare(cv, vg.Rectangle{Min: vg.Point{X: corner.X, Y: corner.Y - side}, Max: vg.Point{X: corner.X + side, Y: corner.Y}})
	}
	if s := f.surface(); s != nil {
		x := cv.Min.X + margin + pitch.X*vg.Length(min(f.Cols, len(f.Frames)))
		y := top - vg.Length(f.head())
		s.drawScale(cv, vg.Rectangle{Min: vg.Point{X: x, Y: y - min(side, 200)}, Max: vg.Point{X: x + 12, Y: y}})
	}
}

// names is the legend of all points, each name once, in one row.
func (f Film) names() (l legend) {
	next := vg.Point{Y: -rowHeight / 2}
	seen := map[string]bool{}
	for _, p := range f.Frames {
		for i, line := range p.colors() {
			if name := p.Points[i].Name; name != "" && !seen[name] {
				seen[name] = true
				e := entry{text: name, line: &Line{Color: line}, dot: true, at: next}
				l.entries = append(l.entries, e)
				next.X += e.width() + 16
			}
		}
	}
	return l
}

// colors are those of the points.
func (p Plane) colors() []color.Color {
	var lines []Line
	for _, set := range p.Points {
		lines = append(lines, Line{Color: set.Color})
	}
	var all []color.Color
	for _, l := range colored(lines) {
		all = append(all, l.Color)
	}
	return all
}

// drawSquare draws what lies inside the frame, and the frame.
func (p Plane) drawSquare(cv draw.Canvas, square vg.Rectangle) {
	at := func(x, y float64) vg.Point {
		scale := square.Size().X / vg.Length(2*p.Reach)
		return vg.Point{X: square.Min.X + vg.Length(x+p.Reach)*scale, Y: square.Min.Y + vg.Length(y+p.Reach)*scale}
	}
	if p.Surface != nil {
		cv.DrawImage(square, p.Surface.picture(p.Side))
	}
	p.drawArrows(cv, at)
	colors := p.colors()
	radius := vg.Length(1.1)
	if p.Side < 300 {
		radius = 0.8
	}
	for i, set := range p.Points {
		style := draw.GlyphStyle{Color: colors[i], Radius: radius, Shape: draw.CircleGlyph{}}
		for k := 0; k < len(set.XY); k += 2 {
			if x, y := float64(set.XY[k]), float64(set.XY[k+1]); p.contains(x, y) {
				cv.DrawGlyph(style, at(x, y))
			}
		}
	}
	outline(cv, square)
}

func outline(cv draw.Canvas, r vg.Rectangle) {
	corners := []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min}
	cv.StrokeLines(draw.LineStyle{Color: rule, Width: 1}, corners)
}

func (p Plane) drawArrows(cv draw.Canvas, at func(x, y float64) vg.Point) {
	longest := 0.0
	for _, a := range p.Arrows {
		if l := math.Hypot(a.DX, a.DY); finite(l) {
			longest = max(longest, l)
		}
	}
	for _, a := range p.Arrows {
		length := math.Hypot(a.DX, a.DY)
		if length < longest/15 { // too short to have a head
			continue
		}
		scale := p.Reach / 8 / longest
		if x, y := a.X+a.DX*scale, a.Y+a.DY*scale; p.contains(a.X, a.Y) && p.contains(x, y) { // NaN is nowhere
			drawArrow(cv, at(a.X, a.Y), at(x, y))
		}
	}
}

func drawArrow(cv draw.Canvas, from, to vg.Point) {
	style := draw.LineStyle{Color: faint, Width: 0.8}
	cv.StrokeLine2(style, from.X, from.Y, to.X, to.Y)
	d := to.Sub(from)
	head := min(3.5, 0.5*vg.Length(math.Hypot(float64(d.X), float64(d.Y))))
	angle := math.Atan2(float64(d.Y), float64(d.X))
	for _, turn := range []float64{2.6, -2.6} {
		sin, cos := math.Sincos(angle + turn)
		cv.StrokeLine2(style, to.X, to.Y, to.X+head*vg.Length(cos), to.Y+head*vg.Length(sin))
	}
}

// picture is the surface with one pixel per pixel of the page, between the places of the grid by
// straight lines.
func (s *Surface) picture(side int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for py := range side {
		for px := range side {
			v := s.at((float64(px)+0.5)/float64(side), 1-(float64(py)+0.5)/float64(side))
			img.Set(px, py, s.color(v))
		}
	}
	return img
}

// at is the value at x and y, from 0 to 1 across the square, by the four places around.
func (s *Surface) at(x, y float64) float64 {
	n := s.side()
	cell := func(t float64) (i int, rest float64) {
		t = min(max(t*float64(n)-0.5, 0), float64(n-1))
		i = min(int(t), n-2)
		return i, t - float64(i)
	}
	col, u := cell(x)
	row, v := cell(y)
	value := func(r, c int) float64 { return s.Values[r*n+c] }
	low := value(row, col)*(1-u) + value(row, col+1)*u
	high := value(row+1, col)*(1-u) + value(row+1, col+1)*u
	return low*(1-v) + high*v
}

// color is the shade of a value: vermilion, white, blue, all pale enough for points to be seen on
// them. NaN is grey.
func (s *Surface) color(v float64) color.Color {
	if math.IsNaN(v) {
		return rule
	}
	t := min(max((v-s.Low)/(s.High-s.Low), 0), 1)
	t = (min(math.Floor(t*shades), shades-1) + 0.5) / shades
	end, share := Blue, 2*t-1
	if t < 0.5 {
		end, share = Vermilion, 1-2*t
	}
	mix := func(c uint8) uint8 { return uint8(math.Round(255 + (float64(c)-255)*0.5*share)) }
	return color.NRGBA{mix(end.R), mix(end.G), mix(end.B), 0xff}
}

// drawScale draws the shades from low to high, and what they mean.
func (s *Surface) drawScale(cv draw.Canvas, bar vg.Rectangle) {
	step := bar.Size().Y / shades
	for i := range shades {
		y := bar.Min.Y + vg.Length(i)*step
		cv.SetColor(s.color(s.Low + (float64(i)+0.5)/shades*(s.High-s.Low)))
		cv.Fill(vg.Rectangle{Min: vg.Point{X: bar.Min.X, Y: y}, Max: vg.Point{X: bar.Max.X, Y: y + step}}.Path())
	}
	outline(cv, bar)
	style := writing(sans, textSize, faint, draw.XLeft, draw.YCenter)
	for _, t := range (ticks{count: 5}).Ticks(s.Low, s.High) {
		y := bar.Min.Y + bar.Size().Y*vg.Length((t.Value-s.Low)/(s.High-s.Low))
		cv.FillText(style, vg.Point{X: bar.Max.X + 5, Y: y + style.FontExtents().Descent}, t.Label)
	}
	name := writing(sans, textSize, ink, draw.XLeft, draw.YTop)
	cv.FillText(name, vg.Point{X: bar.Min.X, Y: bar.Min.Y - 10}, s.Name)
}
