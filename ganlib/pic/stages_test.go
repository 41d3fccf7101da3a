package pic

import (
	"image"
	"strings"
	"testing"
)

// sheetOf is a sheet of 3×2 images of 10×10 pixels, all of them of one value, but for the second
// row, which is white.
func sheetOf(t *testing.T, value uint8) image.Image {
	t.Helper()
	pix := make([]uint8, 6*100)
	for i := range pix {
		pix[i] = value
		if i >= 3*100 {
			pix[i] = 255
		}
	}
	sheet, err := Grid(pix, 10, 10, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

func TestStagesAreTheFirstRows(t *testing.T) {
	values := []uint8{0, 60, 120}
	var sheets []image.Image
	for _, v := range values {
		sheets = append(sheets, sheetOf(t, v))
	}
	img, err := Stages(sheets, 2, []string{"0", "step 100", "step 2000"})
	if err != nil {
		t.Fatal(err)
	}
	sheet := sheets[0].Bounds().Size()
	margin, pitch := img.Bounds().Dx()-sheet.X, (sheet.Y-2)/2
	if margin < 60 {
		t.Errorf("the names have %d pixels", margin)
	}
	if want := 2 + 3*pitch; img.Bounds().Dy() != want {
		t.Errorf("%d pixels high, want %d", img.Bounds().Dy(), want)
	}
	for i, v := range values {
		top := 2 + i*pitch
		for _, y := range []int{top, top + pitch - 3} { // the first and the last line of the images
			if got := grey(img, margin+2, y); got != v {
				t.Errorf("row %d, line %d: %d, want %d", i, y, got, v)
			}
		}
		if got := grey(img, margin+2, top-1); got == v || got == 255 {
			t.Errorf("the gutter above row %d is %d", i, got)
		}
	}
}

func TestStagesRefuse(t *testing.T) {
	a := sheetOf(t, 0)
	pix := make([]uint8, 100)
	other, err := Grid(pix, 10, 10, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	for want, try := range map[string]func() (image.Image, error){
		"one sheet at least":       func() (image.Image, error) { return Stages(nil, 2, nil) },
		"a name for each":          func() (image.Image, error) { return Stages([]image.Image{a}, 2, nil) },
		"cannot have 5 rows":       func() (image.Image, error) { return Stages([]image.Image{a}, 5, []string{"a"}) },
		"cannot have 0 rows":       func() (image.Image, error) { return Stages([]image.Image{a}, 0, []string{"a"}) },
		"sheet 2 has 54×54 pixels": func() (image.Image, error) { return Stages([]image.Image{a, other}, 2, []string{"a", "b"}) },
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
