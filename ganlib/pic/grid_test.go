package pic

import (
	"image"
	"image/color"
	"strings"
	"testing"
)

// solid is n grey images of h×w pixels, image i all of value 10·(i+1).
func solid(n, h, w int) []uint8 {
	pix := make([]uint8, n*h*w)
	for i := range pix {
		pix[i] = uint8(10 * (i/(h*w) + 1))
	}
	return pix
}

func grey(img image.Image, x, y int) uint8 {
	return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y
}

func TestLayoutPutsEveryPixelInItsPlace(t *testing.T) {
	const h, w, scale, gutter, background = 2, 3, 2, 1, 7
	pix := solid(5, h, w)
	pix[0], pix[w-1] = 1, 2 // the upper corners of the first image
	l := Layout{Cols: 3, Scale: scale, Gutter: gutter, Background: color.Gray{Y: background}}
	img, err := l.Grid(pix, h, w, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := image.Rect(0, 0, 3*(w*scale+gutter)+gutter, 2*(h*scale+gutter)+gutter); img.Bounds() != want {
		t.Fatalf("sheet is %v, want %v", img.Bounds(), want)
	}
	for _, c := range []struct {
		x, y int
		want uint8
		what string
	}{
		{0, 0, background, "the gutter around the sheet"},
		{1, 1, 1, "the first pixel of the first image"},
		{2, 2, 1, "the same pixel, enlarged"},
		{3, 1, 10, "the second pixel"},
		{6, 2, 2, "the last pixel of the first row"},
		{7, 1, background, "the gutter between two images"},
		{8, 1, 20, "the second image"},
		{20, 4, 30, "the last pixel of the third image"},
		{21, 4, background, "the gutter on the right"},
		{1, 5, background, "the gutter between two rows"},
		{1, 6, 40, "the first image of the second row"},
		{15, 6, background, "the place without an image"},
	} {
		if got := grey(img, c.x, c.y); got != c.want {
			t.Errorf("(%d, %d), %s: %d, want %d", c.x, c.y, c.what, got, c.want)
		}
	}
}

func TestGridOfFewImagesIsNoWiderThanThem(t *testing.T) {
	img, err := Layout{Cols: 8, Scale: 1, Gutter: 1, Background: color.Black}.Grid(solid(2, 4, 4), 4, 4, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := image.Rect(0, 0, 2*5+1, 5+1); img.Bounds() != want {
		t.Errorf("sheet is %v, want %v", img.Bounds(), want)
	}
}

func TestGridKeepsColours(t *testing.T) {
	pix := []uint8{255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7} // one image of 2×2
	img, err := Layout{Cols: 1, Scale: 1, Gutter: 0, Background: color.Black}.Grid(pix, 2, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {9, 8, 7, 255}} {
		if got := color.RGBAModel.Convert(img.At(i%2, i/2)); got != want {
			t.Errorf("pixel %d is %v, want %v", i, got, want)
		}
	}
}

func TestGridEnlargesSmallImages(t *testing.T) {
	for h, want := range map[int]int{1: 48, 28: 2, 32: 2, 47: 2, 48: 1, 64: 1, 1024: 1} {
		if got := NewLayout(8, h).Scale; got != want {
			t.Errorf("images of %d pixels are enlarged by %d, want %d", h, got, want)
		}
	}
}

func TestByClassSortsImagesIntoRows(t *testing.T) {
	const h, w = 4, 4
	labels := []int32{2, 0, 2, 2, 0} // none of class 1; one more of class 2 than fits
	l := Layout{Cols: 2, Scale: 1, Gutter: 1, Background: color.White}
	img, err := l.ByClass(solid(5, h, w), labels, h, w, 1, Numbers(3))
	if err != nil {
		t.Fatal(err)
	}
	left := img.Bounds().Dx() - 2*(w+1) // where the images begin
	want := [][]uint8{{20, 50}, {255, 255}, {10, 30}}
	for row := range want {
		for col := range want[row] {
			if got := grey(img, left+col*(w+1), 1+row*(h+1)); got != want[row][col] {
				t.Errorf("row %d, column %d shows %d, want %d", row, col, got, want[row][col])
			}
		}
	}
}

func TestByClassWritesTheNames(t *testing.T) {
	l := Layout{Cols: 1, Scale: 1, Gutter: 1, Background: color.White}
	img, err := l.ByClass(make([]uint8, 28*28), []int32{1}, 28, 28, 1, []string{"", "Pullover"})
	if err != nil {
		t.Fatal(err)
	}
	left := img.Bounds().Dx() - 30
	inked := func(row int) (n int) {
		for y := row * 29; y < row*29+29; y++ {
			for x := range left {
				if grey(img, x, y) < 128 {
					n++
				}
			}
		}
		return n
	}
	if inked(0) != 0 || inked(1) < 40 {
		t.Errorf("%d dark pixels beside the row without a name, %d beside “Pullover”", inked(0), inked(1))
	}
	if grey(img, 0, 43) != 255 {
		t.Error("the name touches the edge of the sheet")
	}
}

func TestSheetsLookAsTheyShould(t *testing.T) {
	pix, labels := patterns(60)
	byClass, err := ByClass(pix, labels, 28, 28, 1, []string{"ring", "bar", "cross"}, 8)
	if err != nil {
		t.Fatal(err)
	}
	checkImage(t, "byclass", byClass)
	grid, err := Grid(pix, 28, 28, 1, 16)
	if err != nil {
		t.Fatal(err)
	}
	checkImage(t, "grid", grid)
}

// patterns draws n images of rings, bars and crosses, and their classes.
func patterns(n int) (pix []uint8, labels []int32) {
	for i := range n {
		k := int32(i * 5 / 3 % 3)
		labels = append(labels, k)
		for y := range 28 {
			for x := range 28 {
				dx, dy, size := x-14, y-14, 5+i%8
				r := dx*dx + dy*dy
				on := k == 0 && r < size*size && r > size*size/3 ||
					k == 1 && dx*dx < 9 && dy*dy < size*size ||
					k == 2 && (dx*dx < 5 || dy*dy < 5) && r < size*size
				pix = append(pix, map[bool]uint8{true: 255}[on])
			}
		}
	}
	return pix, labels
}

func TestGridErrorsSayWhatIsWrong(t *testing.T) {
	grid := func(l Layout, n, h, w, c int) error { _, err := l.Grid(make([]uint8, n), h, w, c); return err }
	byClass := func(labels []int32) error {
		_, err := ByClass(make([]uint8, 2*16), labels, 4, 4, 1, Numbers(3), 2)
		return err
	}
	good := NewLayout(8, 28)
	for _, c := range []struct {
		err  error
		want string
	}{
		{grid(good, 783, 28, 28, 1), "783 bytes are no whole number of images of 28×28×1 = 784 bytes"},
		{grid(good, 0, 28, 28, 1), "0 bytes"},
		{grid(good, 784, 28, 28, 2), "2 channels"},
		{grid(good, 784, 0, 28, 1), "0×28 pixels"},
		{grid(Layout{}, 784, 28, 28, 1), "Cols 0"},
		{grid(Layout{Cols: 1, Scale: 1, Gutter: -1, Background: color.Black}, 784, 28, 28, 1), "Gutter -1"},
		{byClass([]int32{0}), "1 labels for 2 images"},
		{byClass([]int32{0, 3}), "label of image 1 is 3"},
		{byClass([]int32{-1, 0}), "label of image 0 is -1"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("error is %v, want one with %q", c.err, c.want)
		}
	}
}

// A row has the images of its name, the first of them, and no more than there is room for.
func TestRowsOfImages(t *testing.T) {
	pix := solid(7, 2, 2)
	image := func(from, to int) []uint8 { return pix[4*from : 4*to] }
	l := Layout{Cols: 3, Scale: 1, Gutter: 1, Background: color.Gray{Y: 7}}
	names := []string{"one", "two"}
	img, err := l.Rows([][]uint8{image(0, 5), image(5, 7)}, 2, 2, 1, names)
	if err != nil {
		t.Fatal(err)
	}
	margin := labelWidth(names, labelSize(2))
	for row, values := range [][]uint8{{10, 20, 30}, {60, 70, 7}} {
		for col, want := range values {
			if got := grey(img, margin+1+3*col, 1+3*row); got != want {
				t.Errorf("row %d, column %d is %d, want %d", row, col, got, want)
			}
		}
	}
	if want := margin + 3*3 + 1; img.Bounds().Dx() != want {
		t.Errorf("the sheet is %d pixels wide, want %d", img.Bounds().Dx(), want)
	}
	for want, rows := range map[string][][]uint8{
		"2 names for 1 rows": {image(0, 1)}, `row 1, "two": pic: 3 bytes are no whole number`: {image(0, 1), pix[:3]},
		`row 0, "one": pic: 0 bytes`: {nil, image(0, 1)},
	} {
		if _, err := Rows(rows, 2, 2, 1, names, 3); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// The lines of a name stand one below the other, around the middle of their row, and the margin is
// as wide as the longest.
func TestNamesOfSeveralLines(t *testing.T) {
	sheet := func(name string) (img image.Image, rows []int) {
		img, err := Layout{Cols: 1, Scale: 1, Gutter: 0, Background: color.White}.Rows([][]uint8{make([]uint8, 96*96)}, 96, 96, 1,
			[]string{name})
		if err != nil {
			t.Fatal(err)
		}
		for y := range 96 {
			for x := range img.Bounds().Dx() - 96 {
				if grey(img, x, y) < 128 {
					rows = append(rows, y)
					break
				}
			}
		}
		return img, rows
	}
	first, inked := sheet("HHHHH")
	second, two := sheet("HHHHH\nHH")
	if first.Bounds() != second.Bounds() {
		t.Errorf("a shorter second line makes the sheet %v from %v", second.Bounds(), first.Bounds())
	}
	if len(two) != 2*len(inked) || two[0] >= inked[0] || two[len(two)-1] <= inked[len(inked)-1] {
		t.Errorf("one line has ink in rows %v, two in %v", inked, two)
	}
	if below := two[len(inked)] - two[0]; below != 20 { // 5/4 of 16 pixels
		t.Errorf("the second line is %d pixels below the first", below)
	}
	if middle := (two[0] + two[len(two)-1]) / 2; middle < 45 || middle > 50 {
		t.Errorf("two lines have ink in rows %v, not around the middle of 96", two)
	}
}
