package pic

import (
	"math"
	"strings"
	"testing"
)

// ringPlane is a made-up moment of a training on the ring of eight: real points at the corners of
// an octagon, generated ones on their way from the middle (t = 0) to two of the corners (t = 1),
// and a D that is high at the others.
func ringPlane(title string, t float64) Plane {
	var real, made []float32
	for i := range 400 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i%8) / 8)
		far, angle := 0.05*math.Sqrt(float64(i)/400), 2.399963*float64(i) // evenly spread, and the same everywhere
		s, c := math.Sincos(angle)
		real = append(real, float32(2*cos+far*c), float32(2*sin+far*s))
		sin, cos = math.Sincos(2 * math.Pi * float64(i%2) / 8)
		spread := 0.05 + 10*far*(1-t)
		made = append(made, float32(2*t*cos+spread*c), float32(2*t*sin+spread*s))
	}
	p := NewPlane(title, 3, Points{Name: "real", XY: real}, Points{Name: "generated", XY: made})
	d := func(x, y float64) float64 {
		return 1 / (1 + math.Exp(-2*(math.Hypot(x-2*t, y-t)-1.5)))
	}
	places := Places(3, 24)
	p.Surface = &Surface{Name: "D", Low: 0, High: 1}
	for i := 0; i < len(places); i += 2 {
		p.Surface.Values = append(p.Surface.Values, d(float64(places[i]), float64(places[i+1])))
	}
	arrows := Places(3, 12)
	var slope []float64
	for i := 0; i < len(arrows); i += 2 {
		x, y := float64(arrows[i]), float64(arrows[i+1])
		slope = append(slope, (d(x+0.01, y)-d(x-0.01, y))/0.02, (d(x, y+0.01)-d(x, y-0.01))/0.02)
	}
	p.Arrows = Arrows(arrows, slope)
	return p
}

func ringFilm() Film {
	return NewFilm("The ring, step by step", 3, ringPlane("step 0", 0), ringPlane("step 100", 0.3), ringPlane("step 400", 0.6),
		ringPlane("step 1600", 1))
}

func TestPlaneGolden(t *testing.T) {
	for name, d := range map[string]Drawing{"plane": ringPlane("D after 1600 steps", 1), "film": ringFilm()} {
		img, err := d.Image()
		if err != nil {
			t.Fatal(err)
		}
		w, h := d.Size()
		if got := img.Bounds().Size(); got.X != 2*w || got.Y != 2*h {
			t.Errorf("%s: the picture has %v dots, but the size is %d×%d", name, got, w, h)
		}
		checkImage(t, name, img)
		svg, err := d.SVG()
		if err != nil {
			t.Fatal(err)
		}
		checkSelfContained(t, svg)
	}
}

// Places, the surface and the points agree on where a place is: a surface that is high at one
// corner is blue there.
func TestPlacesLieWhereTheyAreDrawn(t *testing.T) {
	p := NewPlane("", 3)
	places := Places(3, 10)
	values := make([]float64, 100)
	for i := range values {
		if places[2*i] > 0 && places[2*i+1] > 0 { // upper right
			values[i] = 1
		}
	}
	p.Surface = &Surface{Values: values, Low: 0, High: 1}
	img := p.Surface.picture(100)
	for _, c := range []struct {
		x, y int
		blue bool
	}{{90, 10, true}, {10, 10, false}, {10, 90, false}, {90, 90, false}} {
		r, _, b, _ := img.At(c.x, c.y).RGBA()
		if (b > r) != c.blue {
			t.Errorf("pixel %d, %d: blue is %v", c.x, c.y, b > r)
		}
	}
	if first, last := places[:2], places[198:]; math.Abs(float64(first[0])+2.7) > 1e-6 || first[0] != first[1] ||
		last[0] != -first[0] || last[1] != last[0] {
		t.Errorf("the grid runs from %v to %v, want the middles of its cells, −2.7 to 2.7", first, last)
	}
}

func TestSurfaceBetweenItsPlaces(t *testing.T) {
	const n = 8
	s := &Surface{Low: 0, High: 1}
	places := Places(1, n)
	plane := func(x, y float64) float64 { return 3*x - 2*y + 0.5 }
	for i := range n * n {
		s.Values = append(s.Values, plane(float64(places[2*i]), float64(places[2*i+1])))
	}
	for _, at := range [][2]float64{{0.3, 0.7}, {0.5, 0.5}, {0.11, 0.9}} {
		want := plane(2*at[0]-1, 2*at[1]-1)
		if got := s.at(at[0], at[1]); math.Abs(got-want) > 1e-6 {
			t.Errorf("at %v: %v, want %v: a slope is a slope between the places too", at, got, want)
		}
	}
	if got, want := s.at(0, 0), s.Values[0]; got != want {
		t.Errorf("beyond the last place: %v, want that of the last, %v", got, want)
	}
}

func TestSurfaceColors(t *testing.T) {
	s := &Surface{Low: -1, High: 3}
	if a, b := s.color(-9), s.color(-1); a != b {
		t.Errorf("below Low the colour is %v, want that of Low, %v", a, b)
	}
	if a, b := s.color(inf), s.color(3); a != b {
		t.Errorf("above High the colour is %v, want that of High, %v", a, b)
	}
	if got := s.color(nan); got != rule {
		t.Errorf("NaN is %v, want grey", got)
	}
	seen := map[any]bool{}
	for i := range 1000 {
		seen[s.color(-1+4*float64(i)/999)] = true
	}
	if len(seen) != shades {
		t.Errorf("%d shades, want %d", len(seen), shades)
	}
}

func TestPlaneErrorsSayWhatIsWrong(t *testing.T) {
	good := NewPlane("", 3)
	change := func(f func(*Plane)) Drawing { p := good; f(&p); return p }
	small := NewPlane("", 3)
	small.Side = 100
	for want, d := range map[string]Drawing{
		"Reach must be above 0":  change(func(p *Plane) { p.Reach = 0 }),
		"at least 80":            change(func(p *Plane) { p.Side = 20 }),
		"3 values are not point": change(func(p *Plane) { p.Points = []Points{{XY: make([]float32, 3)}} }),
		"5 values is not square": change(func(p *Plane) { p.Surface = &Surface{Values: make([]float64, 5), High: 1} }),
		"from 1 to 1":            change(func(p *Plane) { p.Surface = &Surface{Values: make([]float64, 4), Low: 1, High: 1} }),
		"a film of 0 frames":     NewFilm("", 3),
		"rows of 0":              NewFilm("", 0, good),
		"frame 2":                Film{Frames: []Plane{good, small}, Cols: 2},
	} {
		if _, err := d.Image(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}

// What cannot be drawn is left out, and the picture is that of the rest.
func TestPlaneWithFaults(t *testing.T) {
	n := float32(math.NaN())
	faulty, clean := NewPlane("", 3, Points{XY: []float32{n, 1, 50, 50, 3.05, 0, 1, 1, 1, n}}), NewPlane("", 3,
		Points{XY: []float32{1, 1}})
	faulty.Arrows = []Arrow{{1, 1, nan, 0}, {1, 1, inf, 0}, {0, 0, 0, 0}, {9, 1, 1, 0}, {2.9, 0, 1, 0}, {0, 0, 0.01, 0},
		{1, 1, 1, 0}}
	clean.Arrows = []Arrow{{1, 1, 1, 0}}
	svg, err := faulty.SVG()
	if err != nil {
		t.Fatal(err)
	}
	checkSelfContained(t, svg)
	if want, _ := clean.SVG(); svg != want {
		t.Errorf("%d bytes of SVG, want the %d of the plane without the faults", len(svg), len(want))
	}
}
