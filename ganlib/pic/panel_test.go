package pic

import (
	"image"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func panel() Panel {
	step, lossD, lossG, _, dReal, dFake := run()
	losses, beliefs := Losses(step, lossD, lossG), Beliefs(step, dReal, dFake)
	losses.Width, losses.Height = 560, 230
	beliefs.Width, beliefs.Height = 560, 180
	pix, _ := patterns(64)
	samples, err := Grid(pix, 28, 28, 1, 8)
	if err != nil {
		panic(err)
	}
	return Panel{
		Title: "GAN on MNIST", Status: "step 5990 of 9380 · 64 % · 4 min 12 s, 2 min 21 s left", Progress: 0.64,
		Charts: []Chart{losses, beliefs}, Samples: samples, Caption: "G at step 5500",
	}
}

func TestPanelSize(t *testing.T) {
	for _, c := range []struct {
		panel Panel
		w, h  int
	}{
		{Panel{}, 560, 50},
		{Panel{Charts: []Chart{bestD(), bestD()}}, 640, 50 + 2*320},
		{Panel{Samples: image.NewGray(image.Rect(0, 0, 9, 9))}, 560 + 340, 50 + 340},
		{panel(), 560 + 340, 50 + 230 + 180},
	} {
		if w, h := c.panel.Size(); w != c.w || h != c.h {
			t.Errorf("panel is %d×%d, want %d×%d", w, h, c.w, c.h)
		}
		if _, err := c.panel.SVG(); err != nil {
			t.Error(err)
		}
	}
}

// texts are the texts of an SVG: where they begin, how long they are, and what they say.
func texts(t *testing.T, svg string) (all []struct {
	x, length float64
	words     string
}) {
	t.Helper()
	for _, found := range regexp.MustCompile(`(?s)<text (.*?)>(.*?)</text>`).FindAllStringSubmatch(svg, -1) {
		var label struct {
			x, length float64
			words     string
		}
		label.words = found[2]
		for name, value := range map[string]*float64{"x": &label.x, "textLength": &label.length} {
			part := regexp.MustCompile(`(?:^| )` + name + `="([^"]*)"`).FindStringSubmatch(found[1])
			if part == nil {
				t.Fatalf("the text %q has no %s", label.words, name)
			}
			n, err := strconv.ParseFloat(part[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			*value = n
		}
		all = append(all, label)
	}
	return all
}

// The browser may have another font than the one that texts are placed with, so each text has its
// length.
func TestTimeLeftIsWhole(t *testing.T) {
	const status = "step 59900 of 93800 · 64 % · 11 h 12 min, 12 h 21 min left"
	for _, title := range []string{"GAN",
		"A GAN with a name that is much too long for one line beside what is said of its progress"} {
		p := Panel{Title: title, Status: status}
		svg, err := p.SVG()
		if err != nil {
			t.Fatal(err)
		}
		all := texts(t, svg)
		if len(all) != 2 || all[1].words != status || !strings.HasPrefix(title, strings.TrimSuffix(all[0].words, "…")) {
			t.Fatalf("the texts are %+v", all)
		}
		w, _ := p.Size()
		if end := all[1].x + all[1].length; all[1].length < 200 || end > float64(w) || end < float64(w)-2*margin {
			t.Errorf("the status ends at %.1f of %d", end, w)
		}
		if end := all[0].x + all[0].length; end > all[1].x {
			t.Errorf("the title ends at %.1f, and the status begins at %.1f", end, all[1].x)
		}
	}
}

func TestPanelErrorsSayWhatIsWrong(t *testing.T) {
	bad := bestD()
	bad.Lines[0].X = nil
	for want, p := range map[string]Panel{
		"progress is 1.5":      {Progress: 1.5},
		"progress is NaN":      {Progress: nan},
		"without pixels":       {Samples: image.NewGray(image.Rectangle{})},
		"0 values of x and 40": {Charts: []Chart{bad}},
	} {
		if _, err := p.SVG(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}
