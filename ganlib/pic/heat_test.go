package pic

import (
	"image"
	"math"
	"strings"
	"testing"
)

func scoresHeat() Heat {
	h := NewHeat("What three scores see", "IS", "Fréchet", "recall")
	h.Add("real", []string{"9.57", "4.2", "0.88"}, []float64{0, 0, 0})
	h.Add("blurred twice", []string{"9.01", "48.4", "0.35"}, []float64{-0.2, -1, -0.6})
	h.Add("copied", []string{"9.56", "0", "1"}, []float64{-0.01, 0.4, 1})
	h.Add("broken", []string{"–", "", "2"}, []float64{math.NaN(), math.NaN(), 7})
	h.Note = "Vermilion: worse than real images. Blue: better."
	return h
}

func TestHeatGolden(t *testing.T) {
	h := scoresHeat()
	img, err := h.Image()
	if err != nil {
		t.Fatal(err)
	}
	w, height := h.Size()
	if got := img.Bounds().Size(); got != image.Pt(2*w, 2*height) {
		t.Errorf("the picture has %v dots, but the size is %d×%d", got, w, height)
	}
	checkImage(t, "heat", img)
	svg, err := h.SVG()
	if err != nil {
		t.Fatal(err)
	}
	checkSelfContained(t, svg)
	for _, text := range []string{"What three scores see", "blurred twice", "48.4", "Vermilion: worse"} {
		if !strings.Contains(svg, text) {
			t.Errorf("the drawing does not say %q", text)
		}
	}
}

// A cell has the colour of its own shade: white for 0, vermilion below, blue above, grey for NaN,
// and no darker beyond the ends.
func TestHeatColors(t *testing.T) {
	h := NewHeat("", "a", "b", "c", "d", "e")
	h.Add("", make([]string, 5), []float64{0, -1, 1, math.NaN(), 9})
	h.Add("", make([]string, 5), []float64{-1, 0, 0, 0, 0})
	img, err := h.Image()
	if err != nil {
		t.Fatal(err)
	}
	at := func(row, column int) [3]uint32 {
		x := 2 * (margin + h.names() + column*h.Cell + h.Cell/2)
		y := 2 * (margin + rowHeight + row*cellHeight + cellHeight/2)
		r, g, b, _ := img.At(x, y).RGBA()
		return [3]uint32{r >> 8, g >> 8, b >> 8}
	}
	if c := at(0, 0); c != [3]uint32{255, 255, 255} {
		t.Errorf("0 is %v, want white", c)
	}
	if c := at(0, 1); c[0] <= c[2] || c != at(1, 0) {
		t.Errorf("−1 is %v and %v, want vermilion twice", c, at(1, 0))
	}
	if c := at(0, 2); c[2] <= c[0] || c != at(0, 4) {
		t.Errorf("1 and 9 are %v and %v, want the same blue", c, at(0, 4))
	}
	if c := at(0, 3); c != [3]uint32{uint32(rule.R), uint32(rule.G), uint32(rule.B)} {
		t.Errorf("NaN is %v, want grey", c)
	}
}

// A title or a note that is wider than the table widens the drawing, so that nothing is cut off.
func TestHeatHasRoomForItsWords(t *testing.T) {
	width := func(title, note string) int {
		h := NewHeat(title, "a")
		h.Add("row", []string{"1"}, []float64{0})
		h.Note = note
		w, _ := h.Size()
		return w
	}
	narrow, long := width("", ""), strings.Repeat("wide words ", 10)
	if got := width("short", "short"); got != narrow {
		t.Errorf("short words make a drawing of %d pixels, want %d", got, narrow)
	}
	if title, note := width(long, ""), width("", long); note < narrow+400 || title <= note {
		t.Errorf("with a long title it is %d wide, with a long note %d; want both much wider than %d, and bold is wider", title, note,
			narrow)
	}
}

func TestHeatSaysWhatIsWrong(t *testing.T) {
	change := func(f func(h *Heat)) Heat { h := scoresHeat(); f(&h); return h }
	for want, h := range map[string]Heat{
		"0 rows":                     NewHeat("", "a"),
		"0 columns, 64 pixels":       change(func(h *Heat) { h.Columns = nil }),
		"5 pixels wide":              change(func(h *Heat) { h.Cell = 5 }),
		"texts for 3":                change(func(h *Heat) { h.Text = h.Text[:3] }),
		"shades for 2":               change(func(h *Heat) { h.Shade = h.Shade[:2] }),
		`row "copied" of a table`:    change(func(h *Heat) { h.Text[2] = h.Text[2][:2] }),
		"2 shades, but there are 3 ": change(func(h *Heat) { h.Shade[3] = h.Shade[3][:2] }),
	} {
		if _, err := h.Image(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want one with %q", err, want)
		}
	}
}
