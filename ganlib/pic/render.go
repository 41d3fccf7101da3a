package pic

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Drawing is a picture made of lines and text: a [Chart] or a [Panel].
type Drawing interface {
	SVG() (string, error)        // one <svg> element
	Image() (image.Image, error) // the same, with two dots per pixel in both directions
	Size() (width, height int)   // at which it is meant to be seen, in pixels
}

// sketch is what a kind of drawing has to know. On its canvas one point is one pixel, and y grows
// upwards.
type sketch interface {
	Size() (width, height int)
	label() string
	check() error
	draw(c draw.Canvas)
}

func svgOf(s sketch) (string, error) {
	if err := s.check(); err != nil {
		return "", err
	}
	w, h := s.Size()
	canvas := vgsvg.New(vg.Length(w), vg.Length(h))
	s.draw(draw.New(canvas))
	var buf bytes.Buffer
	if _, err := canvas.WriteTo(&buf); err != nil {
		return "", fmt.Errorf("pic: %w", err)
	}
	_, body, found := strings.Cut(buf.String(), `xlink">`)
	if !found {
		return "", fmt.Errorf("pic: the SVG writer of gonum/plot has changed: its <svg> does not start as expected")
	}
	return svgHead(w, h, s.label()) + svgBody.Replace(withLengths(body)), nil
}

// svgHead opens an <svg> that keeps its shape when the page is narrower than the drawing.
func svgHead(w, h int, label string) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" `+
		`width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" style="max-width:100%%;height:auto" stroke-linejoin="round" `+
		`role="img" aria-label="%s">`, w, h, html.EscapeString(label))
}

// svgBody names the fonts that stand in for Liberation Sans, which few machines have, and the true
// type of pictures.
var svgBody = strings.NewReplacer(
	"font-family:Liberation Sans;font-variant:normal;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
	"data:image/jpg;", "data:image/png;",
)

// svgText is a text as gonum/plot writes it: its weight, its size in pixels, and what it says.
var svgText = regexp.MustCompile(`<text ([^>]*font-weight:(\w+);[^>]*font-size:([\d.]+)px[^>]*)>([^<]*)</text>`)

// withLengths gives every text the length that it was placed with. Another font than Liberation
// Sans would else push a text at the right edge over it, where the browser cuts it off.
func withLengths(body string) string {
	return svgText.ReplaceAllStringFunc(body, func(found string) string {
		part := svgText.FindStringSubmatch(found)
		size, err := strconv.ParseFloat(part[3], 64)
		if err != nil {
			return found
		}
		face := sans
		if part[2] == "bold" {
			face = bold
		}
		length := writing(face, size, ink, 0, 0).Width(html.UnescapeString(part[4])).Points()
		return fmt.Sprintf(`<text textLength="%.1f" lengthAdjust="spacingAndGlyphs" %s>%s</text>`, length, part[1], part[4])
	})
}

func imageOf(s sketch) (image.Image, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	const dotsPerPixel, pointsPerInch = 2, 72
	w, h := s.Size()
	canvas := vgimg.NewWith(vgimg.UseWH(vg.Length(w), vg.Length(h)), vgimg.UseDPI(dotsPerPixel*pointsPerInch))
	s.draw(draw.New(canvas))
	return canvas.Image(), nil
}
