package pic

import (
	"image"
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
