package pic

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Heat is a table whose cells have a colour as well as a text, so that the eye finds what stands
// out.
type Heat struct {
	Title   string
	Corner  string   // above the names of the rows: what rows and columns are
	Columns []string // above the table
	Rows    []string // on its left
	Text    [][]string
	Shade   [][]float64 // for each cell −1, vermilion, to 1, blue, with white at 0, in the shades of a [Surface]; NaN is grey
	Note    string      // below the table: what the colours mean
	Cell    int         // width of a cell, in pixels
}

// NewHeat is an empty table of the given columns, with room for numbers of seven digits.
func NewHeat(title string, columns ...string) Heat {
	return Heat{Title: title, Columns: columns, Cell: 64}
}

// Add appends a row of as many texts and shades as there are columns.
func (h *Heat) Add(name string, text []string, shade []float64) {
	h.Rows, h.Text, h.Shade = append(h.Rows, name), append(h.Text, text), append(h.Shade, shade)
}

// SVG draws the table as an <svg> element that needs nothing else.
func (h Heat) SVG() (string, error) { return svgOf(h) }

// Image draws the table with two dots per pixel in both directions, for sharp screens.
func (h Heat) Image() (image.Image, error) { return imageOf(h) }

const cellHeight = 26

// Size is the width and height at which the table is meant to be seen, in pixels.
func (h Heat) Size() (width, height int) {
	width = h.names() + len(h.Columns)*h.Cell
	height = 2*margin + rowHeight + len(h.Rows)*cellHeight
	if h.Title != "" {
		height += rowHeight + 4
		width = max(width, widthOf(h.title(), h.Title))
	}
	if h.Note != "" {
		height += rowHeight + 4
		width = max(width, widthOf(h.note(), h.Note))
	}
	return 2*margin + width, height
}

func (h Heat) title() draw.TextStyle { return writing(bold, titleSize, ink, draw.XLeft, draw.YTop) }
func (h Heat) note() draw.TextStyle  { return writing(sans, textSize, faint, draw.XLeft, draw.YBottom) }

func widthOf(style draw.TextStyle, text string) int {
	return int(math.Ceil(float64(style.Width(text))))
}

// names is the room for the names of the rows.
func (h Heat) names() int {
	widest := 0
	for _, name := range h.Rows {
		widest = max(widest, textWidth(name))
	}
	return max(widest, textWidth(h.Corner)) + margin
}

func textWidth(text string) int {
	return widthOf(writing(sans, textSize, ink, draw.XLeft, draw.YCenter), text)
}

// Fit makes the cells as wide as the widest text in them or above them needs.
func (h *Heat) Fit() {
	const least, around = 34, 12
	h.Cell = least
	for _, texts := range append([][]string{h.Columns}, h.Text...) {
		for _, text := range texts {
			h.Cell = max(h.Cell, textWidth(text)+around)
		}
	}
}

func (h Heat) label() string { return h.Title }

func (h Heat) check() error {
	if len(h.Rows) == 0 || len(h.Columns) == 0 || h.Cell < 20 {
		return fmt.Errorf("pic: a table of %d rows and %d columns, %d pixels wide each; it needs at least one of both and 20 pixels",
			len(h.Rows), len(h.Columns), h.Cell)
	}
	if len(h.Text) != len(h.Rows) || len(h.Shade) != len(h.Rows) {
		return fmt.Errorf("pic: a table has names for %d rows, texts for %d and shades for %d; make rows with Add", len(h.Rows),
			len(h.Text), len(h.Shade))
	}
	for i, name := range h.Rows {
		if len(h.Text[i]) != len(h.Columns) || len(h.Shade[i]) != len(h.Columns) {
			return fmt.Errorf("pic: row %q of a table has %d texts and %d shades, but there are %d columns", name, len(h.Text[i]),
				len(h.Shade[i]), len(h.Columns))
		}
	}
	return nil
}

func (h Heat) draw(cv draw.Canvas) {
	cv.SetColor(paper)
	cv.Fill(cv.Rectangle.Path())
	left, top := cv.Min.X+margin, cv.Max.Y-margin
	if h.Title != "" {
		cv.FillText(h.title(), vg.Point{X: left, Y: top}, h.Title)
		top -= rowHeight + 4
	}
	width, first := vg.Length(h.Cell), left+vg.Length(h.names())
	h.write(cv, vg.Point{X: left, Y: top - rowHeight/2}, h.Corner, draw.XLeft)
	for k, column := range h.Columns {
		at := vg.Point{X: first + (vg.Length(k)+0.5)*width, Y: top - rowHeight/2}
		h.write(cv, at, column, draw.XCenter)
	}
	top -= rowHeight
	scale := Surface{Low: -1, High: 1}
	for i, name := range h.Rows {
		y := top - vg.Length(i)*cellHeight
		h.write(cv, vg.Point{X: left, Y: y - cellHeight/2}, name, draw.XLeft)
		for k, text := range h.Text[i] {
			x := first + vg.Length(k)*width
			cell := vg.Rectangle{Min: vg.Point{X: x, Y: y - cellHeight}, Max: vg.Point{X: x + width, Y: y}}
			cv.SetColor(scale.color(h.Shade[i][k]))
			cv.Fill(cell.Path())
			outline(cv, cell)
			h.write(cv, vg.Point{X: x + width/2, Y: y - cellHeight/2}, text, draw.XCenter)
		}
	}
	if h.Note != "" {
		cv.FillText(h.note(), vg.Point{X: left, Y: cv.Min.Y + margin}, h.Note)
	}
}

// write writes text whose middle is at the height of at.
func (h Heat) write(cv draw.Canvas, at vg.Point, text string, x draw.XAlignment) {
	style := writing(sans, textSize, ink, x, draw.YCenter)
	at.Y += style.FontExtents().Descent
	cv.FillText(style, at, text)
}
