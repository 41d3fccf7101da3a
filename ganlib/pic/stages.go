package pic

import (
	"fmt"
	"image"
	"image/draw"
)

// Stages draws the first row of each of sheets, one below the other, with names[i] on its left. The
// sheets of a run show what the same noise became at one step after the other: in Stages a column
// is one noise, growing up.
//
// All sheets must be of one size, made by [Grid], and have the given number of rows.
func Stages(sheets []image.Image, rows int, names []string) (image.Image, error) {
	if len(sheets) == 0 || len(names) != len(sheets) {
		return nil, fmt.Errorf("pic: %d sheets and %d names; stages need one sheet at least, and a name for each", len(sheets),
			len(names))
	}
	size, gutter := sheets[0].Bounds().Size(), NewLayout(1, 1).Gutter
	pitch := (size.Y - gutter) / max(rows, 1) // from one row to the next
	if rows < 1 || pitch <= gutter || gutter+rows*pitch != size.Y {
		return nil, fmt.Errorf("pic: a sheet of %d pixels' height cannot have %d rows", size.Y, rows)
	}
	label := labelSize(pitch - gutter)
	margin := labelWidth(names, label)
	out := image.NewRGBA(image.Rect(0, 0, margin+size.X, gutter+len(sheets)*pitch))
	draw.Draw(out, out.Rect, image.NewUniform(NewLayout(1, 1).Background), image.Point{}, draw.Src)
	for i, sheet := range sheets {
		if got := sheet.Bounds().Size(); got != size {
			return nil, fmt.Errorf("pic: sheet %d has %d×%d pixels, but the first has %d×%d; stages need sheets of one run", i+1, got.X,
				got.Y, size.X, size.Y)
		}
		row := image.Rect(margin, i*pitch, margin+size.X, gutter+(i+1)*pitch)
		draw.Draw(out, row, sheet, sheet.Bounds().Min, draw.Src)
		drawLabel(out, names[i], label, margin, row)
	}
	return out, nil
}
