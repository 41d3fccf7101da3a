package pic

import (
	"fmt"
	"image"
	"math"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panel is the picture of a run: how far it is, its curves one below the other, and what G makes
// now.
type Panel struct {
	Title    string
	Status   string      // right of the title, such as "step 500 of 9380, 7 min left"
	Progress float64     // from 0 to 1
	Charts   []Chart     // one below the other, 560 pixels wide or more
	Samples  image.Image // beside the charts; nil: none yet
	Caption  string      // above the samples
}

const (
	panelHead   = 50  // the height of title and progress bar
	samplesSide = 340 // the width of the column with the samples
)

// SVG draws the panel as an <svg> element that needs nothing else.
func (p Panel) SVG() (string, error) { return svgOf(p) }

// Image draws the panel with two dots per pixel in both directions, for sharp screens.
func (p Panel) Image() (image.Image, error) { return imageOf(p) }

// Size is the width and height at which the panel is meant to be seen, in pixels.
func (p Panel) Size() (width, height int) {
	width, height = 560, panelHead
	for _, c := range p.Charts {
		width = max(width, c.Width)
		height += c.Height
	}
	if p.Samples != nil {
		width += samplesSide
		height = max(height, panelHead+samplesSide)
	}
	return width, height
}

func (p Panel) label() string { return p.Title + ": " + p.Status }

func (p Panel) check() error {
	if !(p.Progress >= 0 && p.Progress <= 1) {
		return fmt.Errorf("pic: a panel's progress is %v; it must lie between 0 and 1", p.Progress)
	}
	if s := p.Samples; s != nil && s.Bounds().Empty() {
		return fmt.Errorf("pic: a panel's samples are an image without pixels; leave Samples nil when there are none")
	}
	for _, c := range p.Charts {
		if err := c.check(); err != nil {
			return err
		}
	}
	return nil
}

func (p Panel) draw(cv draw.Canvas) {
	cv.SetColor(paper)
	cv.Fill(cv.Rectangle.Path())
	p.drawHead(draw.Crop(cv, margin, -margin, 0, -margin))
	top := cv.Max.Y - panelHead
	body := cv
	sides := sidesOf(p.Charts)
	for _, c := range p.Charts {
		c.sides = sides
		body.Max.X = cv.Min.X + vg.Length(c.Width)
		body.Max.Y, body.Min.Y = top, top-vg.Length(c.Height)
		c.draw(body)
		top = body.Min.Y
	}
	if p.Samples != nil {
		p.drawSamples(draw.Crop(cv, cv.Size().X-samplesSide+margin, -margin, margin, -panelHead))
	}
}

// drawHead writes title and status over the progress bar.
func (p Panel) drawHead(cv draw.Canvas) {
	top := cv.Max.Y
	title, status := writing(bold, titleSize, ink, draw.XLeft, draw.YTop), writing(sans, textSize, ink, draw.XRight, draw.YTop)
	room := cv.Size().X - status.Width(p.Status) - margin
	cv.FillText(title, vg.Point{X: cv.Min.X, Y: top}, shortened(p.Title, title, room))
	cv.FillText(status, vg.Point{X: cv.Max.X, Y: top}, p.Status)
	y := top - rowHeight - 4
	cv.StrokeLine2(draw.LineStyle{Color: rule, Width: 6}, cv.Min.X, y, cv.Max.X, y)
	done := cv.Min.X + cv.Size().X*vg.Length(p.Progress)
	cv.StrokeLine2(draw.LineStyle{Color: Green, Width: 6}, cv.Min.X, y, done, y)
}

// shortened is the beginning of s that fits into the room, with a mark that there was more.
func shortened(s string, style text.Style, room vg.Length) string {
	if style.Width(s) <= room {
		return s
	}
	runes := []rune(s)
	for len(runes) > 0 && style.Width(string(runes)+"…") > room {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ") + "…"
}

// drawSamples writes the caption and draws the samples below it, as large as they fit.
func (p Panel) drawSamples(cv draw.Canvas) {
	cv.FillText(writing(bold, titleSize, ink, draw.XLeft, draw.YTop), vg.Point{X: cv.Min.X, Y: cv.Max.Y - margin}, p.Caption)
	cv.Max.Y -= margin + rowHeight + 6
	size := p.Samples.Bounds().Size()
	scale := math.Min(float64(cv.Size().X)/float64(size.X), float64(cv.Size().Y)/float64(size.Y))
	w, h := vg.Length(scale*float64(size.X)), vg.Length(scale*float64(size.Y))
	cv.DrawImage(vg.Rectangle{Min: vg.Point{X: cv.Min.X, Y: cv.Max.Y - h}, Max: vg.Point{X: cv.Min.X + w, Y: cv.Max.Y}}, p.Samples)
}
