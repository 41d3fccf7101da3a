package pic

import (
	"image"
	"image/color"
	"image/draw"
	"math"

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
		widest = max(widest, xfont.MeasureString(face, name).Ceil())
	}
	return widest + int(math.Round(size))
}

// drawLabel writes name right-aligned into the margin left of row.
func drawLabel(sheet draw.Image, name string, size float64, margin int, row image.Rectangle) {
	face := labelFace(size)
	baseline := (row.Min.Y+row.Max.Y)/2 + int(math.Round(0.35*size)) // capitals and digits are 0.7 of the size high
	end := margin - int(math.Round(0.4*size))
	d := xfont.Drawer{Dst: sheet, Src: image.NewUniform(ink), Face: face}
	d.Dot = fixed.P(end, baseline)
	d.Dot.X -= d.MeasureString(name)
	d.DrawString(name)
}
