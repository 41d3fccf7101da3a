package metric_test

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

// noisy are n images of random pixels.
func noisy(n, h, w, c int) []uint8 {
	random := rand.New(rand.NewPCG(7, 7))
	pix := make([]uint8, n*h*w*c)
	for i := range pix {
		pix[i] = uint8(random.IntN(256))
	}
	return pix
}

func spectrum(t *testing.T, pix []uint8, h, w, c int) metric.Spectrum {
	t.Helper()
	s, err := metric.NewSpectrum(pix, h, w, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every power is that of the sum which defines it, over images in grey and in colour, wider than high.
func TestSpectrumIsTheSum(t *testing.T) {
	const n, h, w = 2, 16, 20
	hann := func(i, n int) float64 { return 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n-1)) }
	for _, c := range []int{1, 3} {
		pix := noisy(n, h, w, c)
		s := spectrum(t, pix, h, w, c)
		light := func(i, y, x int) float64 {
			p := pix[((i*h+y)*w+x)*c:]
			if c == 1 {
				return float64(p[0]) / 255
			}
			return (0.299*float64(p[0]) + 0.587*float64(p[1]) + 0.114*float64(p[2])) / 255
		}
		for _, f := range [][2]int{{0, 0}, {1, 2}, {-3, 5}, {8, 0}, {-8, 10}, {4, -9}} {
			power := 0.0
			for i := range n {
				mean := 0.0
				for y := range h {
					for x := range w {
						mean += light(i, y, x) / (h * w)
					}
				}
				sum := complex(0, 0)
				for y := range h {
					for x := range w {
						angle := -2 * math.Pi * (float64(f[0]*y)/h + float64(f[1]*x)/w)
						sum += complex((light(i, y, x)-mean)*hann(y, h)*hann(x, w), 0) * cmplx.Exp(complex(0, angle))
					}
				}
				power += real(sum*cmplx.Conj(sum)) / (n * h * w)
			}
			gantest.Near(t, "power", s.At(f[0], f[1]), power, 1e-9)
			gantest.Near(t, "the same, at its place", s.Power[(f[0]+h/2)%h*w+(f[1]+w/2)%w], power, 1e-9)
		}
	}
}

// A wave has its power at its own frequency, and at the mean distance of it.
func TestRadialFindsAWave(t *testing.T) {
	const side, across = 32, 6
	pix := make([]uint8, side*side)
	for i := range pix {
		pix[i] = uint8(128 + 100*math.Cos(2*math.Pi*across*float64(i%side)/side))
	}
	radial := spectrum(t, pix, side, side, 1).Radial()
	if len(radial) != side/2+1 {
		t.Fatalf("%d distances, want 0 to 16", len(radial))
	}
	for r, power := range radial {
		if r != across && power >= radial[across] {
			t.Errorf("distance %d has %g, more than the %g of the wave at %d", r, power, radial[across], across)
		}
	}
}

// What layers leave behind that double an image: a transposed convolution stamps unevenly, and zeros
// between pixels leave all of it. Noise that is smoothed has no grid.
func TestGrid(t *testing.T) {
	const n, side = 600, 32
	smooth := func(x []float64, taps ...float64) []float64 { // along rows and columns, with a ring for a border
		y := make([]float64, len(x))
		for i := range y {
			base := i / (side * side) * side * side
			row, column := i%(side*side)/side, i%side
			for dy, a := range taps {
				for dx, b := range taps {
					y[i] += a * b * x[base+(row+dy)%side*side+(column+dx)%side]
				}
			}
		}
		return y
	}
	images := func(period int, taps ...float64) []uint8 {
		random := rand.New(rand.NewPCG(3, 3))
		x := make([]float64, n*side*side)
		for i := range x {
			if row, column := i%(side*side)/side, i%side; row%period == 0 && column%period == 0 {
				x[i] = 0.5 + 0.25*random.NormFloat64()
			}
		}
		pix := make([]uint8, len(x))
		for i, v := range smooth(x, taps...) {
			pix[i] = uint8(255 * max(0, min(1, v)))
		}
		return pix
	}
	for _, c := range []struct {
		name     string
		pix      []uint8
		low, top float64
	}{
		{"pixels that know nothing of each other", images(1, 1), -2, 2},
		{"smoothed", images(1, 0.25, 0.5, 0.25), -20, 3},
		{"zeros between", images(2, 1), 15, 60},
		{"a kernel of 3 stamped at every second pixel", images(2, 1, 1, 1), 6, 60},
		{"a kernel of 4", images(2, 0.5, 0.5, 0.5, 0.5), -60, 1},
		{"zeros between, of every fourth pixel", images(4, 1), 15, 60},
		{"all alike", make([]uint8, side*side), 0, 0},
	} {
		got := spectrum(t, c.pix, side, side, 1).Grid()
		t.Logf("%s: %.2f dB", c.name, got.Value)
		if !(got.Value >= c.low && got.Value <= c.top) {
			t.Errorf("%s: a grid of %.2f dB, want %g to %g", c.name, got.Value, c.low, c.top)
		}
	}
	if card := spectrum(t, images(2, 1), side, side, 1).Grid().Card; card.Fake != n || card.Higher || card.Metric != "grid" {
		t.Errorf("the card is %v", card)
	}
}

func TestSpectrumErrors(t *testing.T) {
	for name, call := range map[string]func() (metric.Spectrum, error){
		"too small":          func() (metric.Spectrum, error) { return metric.NewSpectrum(make([]uint8, 64), 8, 8, 1) },
		"no multiple":        func() (metric.Spectrum, error) { return metric.NewSpectrum(make([]uint8, 18*18), 18, 18, 1) },
		"two channels":       func() (metric.Spectrum, error) { return metric.NewSpectrum(make([]uint8, 512), 16, 16, 2) },
		"no image":           func() (metric.Spectrum, error) { return metric.NewSpectrum(nil, 16, 16, 1) },
		"a part of an image": func() (metric.Spectrum, error) { return metric.NewSpectrum(make([]uint8, 300), 16, 16, 1) },
	} {
		if _, err := call(); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

// As an image a spectrum is black up to the lower bound, white from the upper one on, and as grey
// between them as its decibels say: a factor of 10 in power is 10 dB.
func TestGreyIsInDecibels(t *testing.T) {
	s := metric.Spectrum{H: 1, W: 6, Power: []float64{0, 1e-3, 1e-2, 1e-1, 1, 100}}
	if got, want := s.Grey(-30, 0), []uint8{0, 0, 85, 170, 255, 255}; !slices.Equal(got, want) {
		t.Errorf("grey levels %v, want %v", got, want)
	}
}
