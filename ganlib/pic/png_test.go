package pic

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
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

// The tint below a blue curve and that below a green one are as close as two shades of an edge, but
// each fills an area.
func TestPNGKeepsTheTintsOfAreas(t *testing.T) {
	values := []float64{0.1, 0.3, 0.5, 0.7, 0.9}
	blue, green := Histogram("one", values[:2], 0, 1, 5), Histogram("other", values[3:], 0, 1, 5)
	blue.Color, green.Color = Blue, Green
	img, err := NewChart("two areas", "", blue, green).Image()
	if err != nil {
		t.Fatal(err)
	}
	back, _ := encoded(t, img)
	if _, ok := back.(*image.Paletted); !ok {
		t.Fatalf("a chart is stored as %T", back)
	}
	a, b := rgba(img), rgba(back)
	count := countColors(a)
	large := 0
	for i := 0; i < len(a.Pix); i += 4 {
		was, is := color.RGBA{a.Pix[i], a.Pix[i+1], a.Pix[i+2], a.Pix[i+3]}, color.RGBA{b.Pix[i], b.Pix[i+1], b.Pix[i+2], b.Pix[i+3]}
		if 100*count[was] < len(a.Pix)/4 {
			continue
		}
		large++
		if was != is {
			t.Fatalf("%v, which fills %d pixels, became %v", was, count[was], is)
		}
	}
	if large == 0 {
		t.Error("no colour fills an area")
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

// Of forty pictures, thirty-nine are of few colours and one is dark and of many, for which the palette
// has no room: it keeps them all the same.
func TestNoPaletteSpoilsAPicture(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 400, 100))
	for y := range 100 {
		for x := range 400 {
			img.SetRGBA(x, y, color.RGBA{uint8(128 + x/32*16), uint8(128 + y/13*16), 200, 255}) // 104 groups
			if x < 10 {
				img.SetRGBA(x, y, color.RGBA{uint8(12 * x), uint8(2 * y), uint8(37 * y), 255}) // 700 more, each rare
			}
		}
	}
	back, _ := encoded(t, img)
	for y := range 100 {
		for x := range 10 {
			r, _, b, _ := back.At(x, y).RGBA()
			if want := img.RGBAAt(x, y); apart(uint8(r>>8), want.R) > 16 || apart(uint8(b>>8), want.B) > 16 {
				t.Fatalf("the pixel (%d, %d) is %v, want about %v", x, y, back.At(x, y), want)
			}
		}
	}
}

// A sheet of photographs is kept as a JPEG that looks the same; a drawing stays what it is.
func TestLargePicturesBecomeJPEG(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	photo := image.NewRGBA(image.Rect(0, 0, 400, 400))
	for y := range 400 {
		for x := range 400 {
			v := uint8(x/4 + rng.IntN(30))
			photo.SetRGBA(x, y, color.RGBA{v, uint8(y/2 + rng.IntN(30)), uint8(rng.IntN(256)), 255})
		}
	}
	content, mediaType, err := Encode(photo)
	if err != nil || mediaType != "image/jpeg" || len(content) > 100_000 {
		t.Fatalf("%s of %d bytes, %v", mediaType, len(content), err)
	}
	img, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	off := 0.0
	for y := range 400 {
		for x := range 400 {
			_, g, _, _ := img.At(x, y).RGBA()
			off += math.Abs(float64(g>>8)-float64(photo.RGBAAt(x, y).G)) / (400 * 400)
		}
	}
	if off > 10 { // noise in every pixel and colour, as here, is what a JPEG keeps worst
		t.Errorf("green is off by %.1f levels in the mean", off)
	}
	flat := image.NewRGBA(image.Rect(0, 0, 900, 900))
	wide := image.NewRGBA(image.Rect(0, 0, 3*photo.Bounds().Dx(), 3*photo.Bounds().Dy()))
	for y := range wide.Bounds().Dy() {
		for x := range wide.Bounds().Dx() {
			wide.Set(x, y, photo.At(x%photo.Bounds().Dx(), y%photo.Bounds().Dy()))
		}
	}
	nine, _, err := Encode(wide)
	if err != nil || len(nine) < huge || len(nine) > 8*len(content) {
		t.Errorf("nine such pictures in one take %d bytes, one takes %d: a huge picture is to be coarser (%v)", len(nine), len(content), err)
	}
	if _, mediaType, err := Encode(flat); err != nil || mediaType != "image/png" {
		t.Errorf("a drawing becomes %s, %v", mediaType, err)
	}
}

// A sheet of smooth shades, as faces are, has no bands: neighbouring shades stay apart, and none is far from its own.
func TestShadesHaveNoBands(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 256, 120))
	for y := range 120 {
		for x := range 256 {
			img.SetRGBA(x, y, color.RGBA{uint8(64 + x/2), uint8(40 + x/3 + y/10), uint8(30 + x/4 + y/6), 255})
		}
	}
	back, _ := encoded(t, img)
	if _, ok := back.(*image.Paletted); !ok {
		t.Fatalf("the shades are stored as %T", back)
	}
	a, b := rgba(img), rgba(back)
	sum := 0
	for i := range a.Pix {
		d := int(apart(a.Pix[i], b.Pix[i]))
		if sum += d; d > 10 {
			t.Fatalf("byte %d: %d became %d", i, a.Pix[i], b.Pix[i])
		}
	}
	if mean := float64(sum) / float64(3*len(a.Pix)/4); mean > 2 {
		t.Errorf("a channel is off by %.2f in the mean", mean)
	}
}

// A sheet of faces loses shades that no eye tells apart, and a part of its bytes; a small picture keeps them.
func TestLargeSheetsHaveFewerShades(t *testing.T) {
	sheet := func(side int) *image.RGBA {
		rng := rand.New(rand.NewPCG(1, 1))
		img := image.NewRGBA(image.Rect(0, 0, side, side))
		for i := range img.Pix {
			img.Pix[i] = uint8(40 + rng.IntN(200))
			if i%4 == 3 {
				img.Pix[i] = 255
			}
		}
		return img
	}
	for _, c := range []struct{ side, off int }{{160, 2}, {80, 0}} {
		img := sheet(c.side)
		content, mediaType, err := Encode(img)
		if err != nil || mediaType != "image/png" {
			t.Fatalf("%s, %v", mediaType, err)
		}
		back, err := png.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		most := 0
		for i, v := range rgba(back).Pix {
			most = max(most, int(apart(v, img.Pix[i])))
		}
		if most != c.off {
			t.Errorf("%d pixels wide: a byte is off by %d, want %d", c.side, most, c.off)
		}
		if full, err := encode(img); err != nil || c.off > 0 && 10*len(content) > 9*len(full) {
			t.Errorf("%d bytes in place of %d, %v", len(content), len(full), err)
		}
	}
}
