package pic

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
)

// sans is Liberation Sans, which has the widths of Arial and Helvetica: an SVG drawn on a machine
// without it keeps its layout.
var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

var bold = font.Font{Typeface: "Liberation", Variant: "Sans", Weight: xfont.WeightBold}

// writing is the style of text in a chart.
func writing(f font.Font, size float64, c color.Color, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{Font: font.From(f, font.Length(size)), Color: c, XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler}
}

// labelSize is the size in pixels of the label beside a row of images of the given height.
func labelSize(rowHeight int) float64 { return min(max(0.4*float64(rowHeight), 10), 16) }

func labelFace(size float64) xfont.Face {
	face := font.DefaultCache.Lookup(sans, font.Length(size))
	return face.FontFace(72)
}

// labelWidth is the room in pixels that the labels need beside a sheet.
func labelWidth(names []string, size float64) int {
	face := labelFace(size)
	widest := 0
	for _, name := range names {
		for line := range strings.SplitSeq(name, "\n") {
			widest = max(widest, xfont.MeasureString(face, line).Ceil())
		}
	}
	return widest + int(math.Round(size))
}

// drawLabel writes name right-aligned into the margin left of row, its lines around the middle.
func drawLabel(sheet draw.Image, name string, size float64, margin int, row image.Rectangle) {
	const leading = 1.25
	face := labelFace(size)
	end := margin - int(math.Round(0.4*size))
	d := xfont.Drawer{Dst: sheet, Src: image.NewUniform(ink), Face: face}
	lines := strings.Split(name, "\n")
	for i, line := range lines {
		below := leading * (float64(i) - float64(len(lines)-1)/2)                // of the middle, in sizes
		baseline := (row.Min.Y+row.Max.Y)/2 + int(math.Round((0.35+below)*size)) // capitals and digits are 0.7 of the size high
		d.Dot = fixed.P(end, baseline)
		d.Dot.X -= d.MeasureString(line)
		d.DrawString(line)
	}
}
