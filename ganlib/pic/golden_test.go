package pic

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden pictures anew; look at each before you commit it")

// checkImage compares img with testdata/<name>.png. Processors round differently, so a pixel may be
// off by a few shades, and one in a thousand, along an edge, by more.
func checkImage(t *testing.T, name string, img image.Image) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if *update {
		content, err := PNG(img)
		if err == nil {
			err = os.WriteFile(path, content, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make it with: go test ./ganlib/pic -update", err)
	}
	want, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if err := sameImage(img, want); err != nil {
		t.Errorf("%s: %v\nIf the picture is meant to change: go test ./ganlib/pic -update, and look at it.", path, err)
	}
}

func sameImage(got, want image.Image) error {
	if got.Bounds() != want.Bounds() {
		return fmt.Errorf("the picture is %v, want %v", got.Bounds(), want.Bounds())
	}
	const shades, perMille = 40, 1
	a, b := rgba(got), rgba(want)
	off := 0
	for i := 0; i < len(a.Pix); i += 4 {
		for c := range 3 {
			if d := int(a.Pix[i+c]) - int(b.Pix[i+c]); d > shades || d < -shades {
				off++
				break
			}
		}
	}
	if limit := len(a.Pix) / 4 * perMille / 1000; off > limit {
		return fmt.Errorf("%d pixels are off by more than %d shades; at most %d may be", off, shades, limit)
	}
	return nil
}

func rgba(img image.Image) *image.RGBA {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Src)
	return out
}

// The check of golden pictures must itself be able to fail.
func TestSameImageSeesADifference(t *testing.T) {
	a := image.NewRGBA(image.Rect(0, 0, 100, 100))
	b := image.NewRGBA(a.Rect)
	for i := range 11 {
		b.Pix[4*i] = 200
	}
	if sameImage(a, a) != nil {
		t.Error("a picture differs from itself")
	}
	if sameImage(a, b) == nil {
		t.Error("11 wrong pixels of 10,000 were not noticed")
	}
	if sameImage(a, image.NewRGBA(image.Rect(0, 0, 100, 99))) == nil {
		t.Error("another size was not noticed")
	}
}

// checkSVG compares svg with testdata/<name>.svg: the same text, numbers within a fifth of a pixel.
func checkSVG(t *testing.T, name, svg string) {
	t.Helper()
	path := filepath.Join("testdata", name+".svg")
	if *update {
		if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make it with: go test ./ganlib/pic -update", err)
	}
	if err := sameSVG(svg, string(want)); err != nil {
		t.Errorf("%s: %v\nIf the picture is meant to change: go test ./ganlib/pic -update, and look at it.", path, err)
	}
}

var number = regexp.MustCompile(`-?\d+(\.\d+)?`)

func sameSVG(got, want string) error {
	if a, b := number.ReplaceAllString(got, "#"), number.ReplaceAllString(want, "#"); a != b {
		i := 0
		for i < len(a) && i < len(b) && a[i] == b[i] {
			i++
		}
		return fmt.Errorf("differs at …%.60s…, want …%.60s…", a[max(i-20, 0):], b[max(i-20, 0):])
	}
	a, b := number.FindAllString(got, -1), number.FindAllString(want, -1)
	for i := range a {
		x, _ := strconv.ParseFloat(a[i], 64)
		y, _ := strconv.ParseFloat(b[i], 64)
		if math.Abs(x-y) > 0.2 {
			return fmt.Errorf("number %d is %s, want %s", i+1, a[i], b[i])
		}
	}
	return nil
}

func TestSameSVGSeesADifference(t *testing.T) {
	const svg = `<path d="M1.5,2L3,4" style="stroke:red"/>`
	for other, same := range map[string]bool{
		svg: true,
		`<path d="M1.6,2L3,4" style="stroke:red"/>`:   true,
		`<path d="M2.5,2L3,4" style="stroke:red"/>`:   false,
		`<path d="M1.5,2L3,4" style="stroke:green"/>`: false,
		`<path d="M1.5,2" style="stroke:red"/>`:       false,
	} {
		if (sameSVG(other, svg) == nil) != same {
			t.Errorf("sameSVG(%s) = %v, want same: %t", other, sameSVG(other, svg), same)
		}
	}
}

// checkSelfContained makes sure that svg is one well-formed <svg> element that asks nothing of the
// page it stands on.
func checkSelfContained(t *testing.T, svg string) {
	t.Helper()
	if !strings.HasPrefix(svg, "<svg ") || !strings.HasSuffix(strings.TrimSpace(svg), "</svg>") {
		t.Errorf("not one <svg> element: %.40s … %s", svg, svg[max(0, len(svg)-20):])
	}
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range element.Attr {
			outside := a.Name.Local == "href" && !strings.HasPrefix(a.Value, "data:image/png;base64,")
			if a.Name.Local == "id" || a.Name.Local == "class" || outside || strings.Contains(a.Value, "url(") {
				t.Errorf("<%s %s=%q> can clash with or depends on what is around it", element.Name.Local, a.Name.Local, a.Value)
			}
			isPicture := strings.HasPrefix(a.Value, "data:") // its bytes can spell anything
			if regexp.MustCompile(`NaN|Inf`).MatchString(a.Value) && element.Name.Local != "svg" && !isPicture {
				t.Errorf("<%s %s=%.80q> is no place on the page", element.Name.Local, a.Name.Local, a.Value)
			}
		}
	}
}
