package pic

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strconv"

	xdraw "golang.org/x/image/draw"
)

// Layout says how images are laid out on a sheet. [NewLayout] gives good values.
type Layout struct {
	Cols       int         // images in a row
	Scale      int         // every pixel becomes a square of Scale×Scale pixels
	Gutter     int         // pixels between the images and around the sheet
	Background color.Color // of the gutters, the labels and the places without an image
}

// NewLayout is a sheet of cols images in a row, for images of h pixels' height: 2 pixels of light
// grey between them, and images lower than 48 pixels enlarged by the whole number that makes them
// at least as high.
func NewLayout(cols, h int) Layout {
	return Layout{Cols: cols, Scale: enlarge(h), Gutter: 2, Background: color.Gray{Y: 0xdc}}
}

func enlarge(h int) int {
	const readable = 48
	if h <= 0 || h >= readable {
		return 1
	}
	return (readable + h - 1) / h
}

// Grid draws the images of pix [N, h, w, c], row by row, cols in a row, on the sheet of
// [NewLayout]. With cols the number of steps, and the rows one interpolation each, it is a sheet of
// interpolations.
func Grid(pix []uint8, h, w, c, cols int) (image.Image, error) {
	return NewLayout(cols, h).Grid(pix, h, w, c)
}

// Strip draws all images of pix [N, h, w, c] in one row, such as the steps from one z to another.
func Strip(pix []uint8, h, w, c int) (image.Image, error) {
	t, err := newTiles(pix, h, w, c)
	if err != nil {
		return nil, err
	}
	return NewLayout(t.n, h).Grid(pix, h, w, c)
}

// ByClass draws one row per class: names[k], then the first cols images of pix [N, h, w, c] whose
// label is k. labels has N values from 0 to len(names)−1. Digits are names enough: see [Numbers].
func ByClass(pix []uint8, labels []int32, h, w, c int, names []string, cols int) (image.Image, error) {
	return NewLayout(cols, h).ByClass(pix, labels, h, w, c, names)
}

// Rows draws a row for each name: names[k], then the first cols images of rows[k], which are
// [N, h, w, c] each. A row may have fewer.
func Rows(rows [][]uint8, h, w, c int, names []string, cols int) (image.Image, error) {
	return NewLayout(cols, h).Rows(rows, h, w, c, names)
}

// Numbers are the names "0", "1", … of n classes.
func Numbers(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}

// Grid draws the images of pix [N, h, w, c], row by row.
func (l Layout) Grid(pix []uint8, h, w, c int) (image.Image, error) {
	t, err := newTiles(pix, h, w, c)
	if err == nil {
		err = l.check()
	}
	if err != nil {
		return nil, err
	}
	rows := (t.n + l.Cols - 1) / l.Cols
	sheet := l.sheet(t, rows, min(t.n, l.Cols), 0)
	for i := range t.n {
		l.put(sheet, t, i, i/l.Cols, i%l.Cols, 0)
	}
	return sheet, nil
}

// ByClass draws one row per class, the name on its left. A class with fewer than Cols images leaves
// places empty.
func (l Layout) ByClass(pix []uint8, labels []int32, h, w, c int, names []string) (image.Image, error) {
	t, err := newTiles(pix, h, w, c)
	if err == nil {
		err = errors.Join(l.check(), checkLabels(labels, t.n, len(names)))
	}
	if err != nil {
		return nil, err
	}
	size := labelSize(h * l.Scale)
	margin := labelWidth(names, size)
	sheet := l.sheet(t, len(names), l.Cols, margin)
	for k, name := range names {
		drawLabel(sheet, name, size, margin, l.cell(t, k, 0, margin))
	}
	used := make([]int, len(names))
	for i, k := range labels {
		if used[k] < l.Cols {
			l.put(sheet, t, i, int(k), used[k], margin)
			used[k]++
		}
	}
	return sheet, nil
}

// Rows draws a row for each name, the name on its left and then the first Cols images of rows[k],
// [N, h, w, c]. A name may have several lines.
func (l Layout) Rows(rows [][]uint8, h, w, c int, names []string) (image.Image, error) {
	if len(rows) != len(names) || len(rows) == 0 {
		return nil, fmt.Errorf("pic: %d names for %d rows of images; every row needs one, and there is at least one", len(names), len(rows))
	}
	var pix []uint8
	var labels []int32
	for k, row := range rows {
		t, err := newTiles(row, h, w, c)
		if err != nil {
			return nil, fmt.Errorf("row %d, %q: %w", k, names[k], err)
		}
		n := min(t.n, max(l.Cols, 1))
		pix, labels = append(pix, row[:n*h*w*c]...), append(labels, slices.Repeat([]int32{int32(k)}, n)...)
	}
	return l.ByClass(pix, labels, h, w, c, names)
}

func (l Layout) check() error {
	if l.Cols < 1 || l.Scale < 1 || l.Gutter < 0 || l.Background == nil {
		return fmt.Errorf("pic: a layout needs Cols and Scale of at least 1, a Gutter of at least 0 and a Background; "+
			"got Cols %d, Scale %d, Gutter %d, Background %v", l.Cols, l.Scale, l.Gutter, l.Background)
	}
	return nil
}

func checkLabels(labels []int32, images, classes int) error {
	if len(labels) != images {
		return fmt.Errorf("pic: %d labels for %d images; every image needs one", len(labels), images)
	}
	for i, k := range labels {
		if k < 0 || int(k) >= classes {
			return fmt.Errorf("pic: the label of image %d is %d, but there are names for the classes 0 to %d only", i, k, classes-1)
		}
	}
	return nil
}

// sheet is an empty sheet, grey for grey images, with margin pixels for the labels on the left.
func (l Layout) sheet(t tiles, rows, cols, margin int) draw.Image {
	corner := l.cell(t, rows-1, cols-1, margin).Max.Add(image.Pt(l.Gutter, l.Gutter))
	r := image.Rectangle{Max: corner}
	var sheet draw.Image = image.NewRGBA(r)
	if t.c == 1 {
		sheet = image.NewGray(r)
	}
	draw.Draw(sheet, r, image.NewUniform(l.Background), image.Point{}, draw.Src)
	return sheet
}

// cell is where the image at row, col lies.
func (l Layout) cell(t tiles, row, col, margin int) image.Rectangle {
	w, h := t.w*l.Scale, t.h*l.Scale
	x := margin + l.Gutter + col*(w+l.Gutter)
	y := l.Gutter + row*(h+l.Gutter)
	return image.Rect(x, y, x+w, y+h)
}

func (l Layout) put(sheet draw.Image, t tiles, i, row, col, margin int) {
	tile := t.at(i)
	xdraw.NearestNeighbor.Scale(sheet, l.cell(t, row, col, margin), tile, tile.Bounds(), xdraw.Src, nil)
}

// tiles are n images of h×w pixels with c channels, one after the other.
type tiles struct {
	pix        []uint8
	n, h, w, c int
}

func newTiles(pix []uint8, h, w, c int) (tiles, error) {
	if h < 1 || w < 1 || (c != 1 && c != 3) {
		return tiles{}, fmt.Errorf("pic: cannot draw images of %d×%d pixels with %d channels; "+
			"height and width must be positive, channels 1 (grey) or 3 (red, green, blue)", h, w, c)
	}
	size := h * w * c
	if len(pix) == 0 || len(pix)%size != 0 {
		return tiles{}, fmt.Errorf("pic: %d bytes are no whole number of images of %d×%d×%d = %d bytes; "+
			"check height, width and channels", len(pix), h, w, c, size)
	}
	return tiles{pix: pix, n: len(pix) / size, h: h, w: w, c: c}, nil
}

func (t tiles) at(i int) image.Image {
	size := t.h * t.w * t.c
	pix := t.pix[i*size : (i+1)*size]
	r := image.Rect(0, 0, t.w, t.h)
	if t.c == 1 {
		return &image.Gray{Pix: pix, Stride: t.w, Rect: r}
	}
	rgba := image.NewRGBA(r)
	for p := range t.h * t.w {
		copy(rgba.Pix[4*p:], pix[3*p:3*p+3])
		rgba.Pix[4*p+3] = 0xff
	}
	return rgba
}
