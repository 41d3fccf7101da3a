package pic

import (
	"image/color"
	"math"
	"strings"
	"testing"
)

// run is a made-up history of 600 records that looks like one of a GAN.
func run() (step, lossD, lossG, accuracy, dReal, dFake []float64) {
	wave := func(i int, f float64) float64 { return math.Sin(f * float64(i*i)) } // looks random and is the same everywhere
	for i := range 600 {
		t := float64(i) / 600
		step = append(step, float64(10*i))
		lossD = append(lossD, 1.386-0.6*math.Exp(-3*t)*math.Cos(9*t)+0.15*wave(i, 1.1))
		lossG = append(lossG, 0.69+1.8*math.Exp(-4*t)+0.2*wave(i, 1.3))
		accuracy = append(accuracy, 0.5+0.4*math.Exp(-3*t)+0.05*wave(i, 1.7))
		dReal = append(dReal, 0.5+0.4*math.Exp(-2*t)+0.03*wave(i, 1.9))
		dFake = append(dFake, 0.5-0.4*math.Exp(-2*t)+0.03*wave(i, 2.3))
	}
	return
}

// withFaults is run's losses with two peaks and a gap that holds a single value.
func withFaults() Chart {
	step, lossD, lossG, _, _, _ := run()
	lossG[40], lossG[200] = 1e4, 37
	for i := 300; i < 340; i++ {
		lossG[i] = nan
	}
	lossG[320] = 1.5
	return Losses(step, lossD, lossG)
}

func gaussian(mean, deviation float64) func(x float64) float64 {
	return func(x float64) float64 {
		z := (x - mean) / deviation
		return math.Exp(-z*z/2) / (deviation * math.Sqrt(2*math.Pi))
	}
}

// bestD is p, q and D* = p/(p+q) in one frame.
func bestD() Chart {
	p, q := gaussian(-1, 1), gaussian(1.5, 0.7)
	best := Function("D*(x) = p/(p+q)", func(x float64) float64 { return p(x) / (p(x) + q(x)) }, -5, 5)
	best.Dashed = true
	return NewChart("The best discriminator", "x", Function("p, real", p, -5, 5), Function("q, generated", q, -5, 5), best)
}

// histograms are two sets of values, spread evenly over their distributions' quantiles, and a
// density.
func histograms() Chart {
	logistic := func(mean, scale float64) (values []float64) {
		for i := range 2000 {
			u := (float64(i) + 0.5) / 2000
			values = append(values, mean+scale*math.Log(u/(1-u)))
		}
		return values
	}
	return NewChart("Real and generated", "x", Histogram("real", logistic(-1, 0.6), -5, 5, 40),
		Histogram("generated", logistic(1.5, 0.4), -5, 5, 40), Function("density of real", gaussian(-1, 1), -5, 5))
}

// crowded has more names than fit into one row, and levels close to each other.
func crowded() Chart {
	c := NewChart("Many curves & <names>", "x")
	for i, name := range []string{"the first of many curves", "the second", "a third one", "and a fourth", "five", "six", "seven"} {
		c.Lines = append(c.Lines, Function(name, func(x float64) float64 { return x * float64(i) }, 0, 1))
	}
	c.Levels = []Level{{Name: "two", Y: 2}, {Name: "two and a bit", Y: 2.05}, {Name: "two and more", Y: 2.1}}
	c.Width, c.Height = 420, 260
	return c
}

func goldenCharts() map[string]Drawing {
	step, lossD, lossG, accuracy, dReal, dFake := run()
	return map[string]Drawing{
		"losses":     Losses(step, lossD, lossG),
		"accuracy":   Accuracy(step, accuracy),
		"beliefs":    Beliefs(step, dReal, dFake),
		"faults":     withFaults(),
		"onepoint":   Losses([]float64{10}, []float64{1.2}, []float64{0.9}),
		"nothing":    Losses(nil, nil, nil),
		"functions":  bestD(),
		"histograms": histograms(),
		"crowded":    crowded(),
		"panel":      panel(),
	}
}

func TestDrawingsLookAsTheyShould(t *testing.T) {
	for name, d := range goldenCharts() {
		t.Run(name, func(t *testing.T) {
			img, err := d.Image()
			if err != nil {
				t.Fatal(err)
			}
			if w, h := d.Size(); img.Bounds().Dx() != 2*w || img.Bounds().Dy() != 2*h {
				t.Errorf("image is %v for a drawing of %d×%d", img.Bounds(), w, h)
			}
			checkImage(t, name, img)
			svg, err := d.SVG()
			if err != nil {
				t.Fatal(err)
			}
			checkSelfContained(t, svg)
		})
	}
}

func TestSVGIsWrittenAsItShould(t *testing.T) {
	for _, name := range []string{"onepoint", "functions", "crowded"} {
		svg, err := goldenCharts()[name].SVG()
		if err != nil {
			t.Fatal(err)
		}
		checkSVG(t, name, svg)
	}
}

func TestChartsSurviveAnyNumbers(t *testing.T) {
	many := make([]float64, 5000)
	for i := range many {
		many[i] = math.Pow(-1.5, float64(i%500)) // up to 1e88
	}
	counting := make([]float64, len(many))
	for i := range counting {
		counting[i] = float64(i)
	}
	for what, l := range map[string]Line{
		"none":            {},
		"only NaN":        {X: []float64{1, 2}, Y: []float64{nan, nan}},
		"only infinities": {X: []float64{1, 2}, Y: []float64{inf, -inf}},
		"NaN as x":        {X: []float64{nan, 2}, Y: []float64{1, 2}},
		"constant":        {X: []float64{1, 2}, Y: []float64{0.5, 0.5}},
		"same x":          {X: []float64{1, 1}, Y: []float64{0, 1}},
		"nearly the same": {X: []float64{1, 2}, Y: []float64{1, math.Nextafter(1, 2)}},
		"tiny":            {X: []float64{1, 2}, Y: []float64{5e-324, 1e-320}},
		"float32's end":   {X: []float64{1, 2}, Y: []float64{-math.MaxFloat32, math.MaxFloat32}},
		"float64's end":   {X: []float64{1, 2, 3}, Y: []float64{-math.MaxFloat64, 0, math.MaxFloat64}},
		"both extremes":   {X: []float64{1, 2, 3}, Y: []float64{1e-90, 1, 1e90}},
		"backwards":       {X: []float64{2, 1}, Y: []float64{0, 1}},
		"wild":            {X: counting, Y: many},
	} {
		for _, smooth := range []int{0, 3, 1000} {
			l.Name, l.Smooth, l.Fill = what, smooth, smooth == 3
			c := NewChart(what, "x", l)
			c.CutPeaks, c.LastValue = true, true
			svg, err := c.SVG()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			checkSelfContained(t, svg)
			if len(svg) > 200_000 {
				t.Errorf("%s: the SVG has %d bytes", what, len(svg))
			}
			if _, err := c.Image(); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

func TestOnePointIsADot(t *testing.T) {
	vermilion := func(c Chart) (dots int) {
		img, err := c.Image()
		if err != nil {
			t.Fatal(err)
		}
		b := img.Bounds()
		for y := range b.Dy() {
			for x := b.Dx() / 3; x < 2*b.Dx()/3; x++ {
				if color.NRGBAModel.Convert(img.At(x, y)) == Vermilion {
					dots++
				}
			}
		}
		return dots
	}
	point := NewChart("", "step", Line{X: []float64{10}, Y: []float64{0.9}, Color: Vermilion})
	gap := NewChart("", "step", Line{X: []float64{10}, Y: []float64{nan}, Color: Vermilion})
	if n := vermilion(point); n < 40 || n > 120 { // radius 2.5 pixels, two dots per pixel
		t.Errorf("a point is %d dots", n)
	}
	if n := vermilion(gap); n != 0 {
		t.Errorf("a gap is %d dots", n)
	}
}

func TestChartErrorsSayWhatIsWrong(t *testing.T) {
	broken := func(change func(*Chart)) error {
		c := bestD()
		change(&c)
		_, err := c.SVG()
		_, err2 := c.Image()
		if (err == nil) != (err2 == nil) {
			t.Errorf("SVG says %v, Image says %v", err, err2)
		}
		return err
	}
	for _, c := range []struct {
		change func(*Chart)
		want   string
	}{
		{func(c *Chart) { c.Lines[1].X = c.Lines[1].X[1:] }, `line 2 ("q, generated"): 399 values of x and 400 of y`},
		{func(c *Chart) { c.Lines[0].Smooth = -1 }, "its Smooth is -1"},
		{func(c *Chart) { c.Width = 0 }, "0×320 pixels"},
		{func(c *Chart) { c.Range = &Range{1, 1} }, "from 1 to 1"},
		{func(c *Chart) { c.Range = &Range{nan, 1} }, "from NaN to 1"},
		{func(c *Chart) { c.Lines = append(c.Lines, Histogram("h", nil, 1, 0, 5)) }, `line 4 ("h"): cannot make 5 bins from 1 to 0`},
		{func(c *Chart) { c.Lines = append(c.Lines, Histogram("h", nil, 0, 1, 0)) }, "cannot make 0 bins"},
		{func(c *Chart) { c.Lines = append(c.Lines, Function("f", math.Sin, 0, inf)) }, "x cannot run from 0 to +Inf"},
	} {
		if err := broken(c.change); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want one with %q", err, c.want)
		}
	}
}

func TestEveryLineHasItsOwnColour(t *testing.T) {
	lines := colored([]Line{{}, {Color: Blue}, {}, {}, {Color: color.RGBA{0, 0x9e, 0x73, 0xff}}, {}}) // the fifth is Green
	seen := map[color.Color]int{}
	for i, l := range lines {
		c := color.NRGBAModel.Convert(l.Color)
		if j, taken := seen[c]; taken {
			t.Errorf("lines %d and %d are both %v", j, i, c)
		}
		seen[c] = i
	}
	if len(colored(make([]Line, 20))) != 20 {
		t.Error("more lines than colours: some are lost")
	}
}

// A notebook and a browser must be able to hold the chart of the longest run.
func TestLongHistoriesStaySmall(t *testing.T) {
	const n = 200_000
	step, y := make([]float64, n), make([]float64, n)
	for i := range step {
		step[i], y[i] = float64(i), math.Sin(float64(i*i))
	}
	svg, err := Losses(step, y, y).SVG()
	if err != nil {
		t.Fatal(err)
	}
	if len(svg) > 100_000 {
		t.Errorf("a chart of %d records has %d bytes", n, len(svg))
	}
}

func TestTheSmallestChartIsStillDrawn(t *testing.T) {
	c := crowded()
	c.Title = strings.Repeat("a long title ", 20)
	c.Width, c.Height = c.smallest()
	_, c.Height = c.smallest() // narrower, the legend has more rows
	svg, err := c.SVG()
	if err != nil {
		t.Fatal(err)
	}
	checkSelfContained(t, svg)
	if _, err := c.Image(); err != nil {
		t.Error(err)
	}
	c.Height--
	if _, err := c.SVG(); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("one pixel less: error is %v", err)
	}
}
