package pic

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"testing"
)

func encoded(t *testing.T, img image.Image) (back image.Image, size int) {
	t.Helper()
	content, err := PNG(img)
	if err != nil {
		t.Fatal(err)
	}
	back, err = png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return back, len(content)
}

func TestPNGOfADrawingIsSmallAndLooksTheSame(t *testing.T) {
	img, err := withFaults().Image()
	if err != nil {
		t.Fatal(err)
	}
	back, size := encoded(t, img)
	if _, ok := back.(*image.Paletted); !ok {
		t.Errorf("a chart is stored as %T", back)
	}
	if size > 80_000 {
		t.Errorf("a chart takes %d bytes", size)
	}
	if got := color.NRGBAModel.Convert(back.At(2, 2)); got != paper {
		t.Errorf("paper became %v", got)
	}
	a, b := rgba(img), rgba(back)
	for i := range a.Pix {
		if d := int(a.Pix[i]) - int(b.Pix[i]); d > 24 || d < -24 {
			t.Fatalf("byte %d: %d became %d", i, a.Pix[i], b.Pix[i])
		}
	}
}

func TestPNGKeepsEveryColourOfAPhotograph(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 100))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.Uint32()) | map[bool]uint8{true: 255}[i%4 == 3]
	}
	back, _ := encoded(t, img)
	if !bytes.Equal(rgba(back).Pix, img.Pix) {
		t.Error("colours have changed")
	}
}

func TestPNGOfADrawingKeepsShadesOfGrey(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 256, 1)) // such as samples in a panel
	for i := range 256 {
		img.Set(i, 0, color.Gray{Y: uint8(i)})
	}
	back, _ := encoded(t, img)
	for i := range 256 {
		if d := int(grey(back, i, 0)) - i; d > 3 || d < -3 {
			t.Errorf("grey %d became %d", i, i+d)
		}
	}
}

func TestPNGKeepsEveryGrey(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 256, 1))
	for i := range img.Pix {
		img.Pix[i] = uint8(i)
	}
	back, _ := encoded(t, img)
	if grey, ok := back.(*image.Gray); !ok || !bytes.Equal(grey.Pix, img.Pix) {
		t.Errorf("256 shades of grey came back as %T", back)
	}
}
