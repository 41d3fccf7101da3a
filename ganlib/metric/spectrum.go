package metric

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/dsp/window"
	"gonum.org/v1/gonum/stat"
)

// Spectrum is the mean power spectrum of images: how strong each frequency is in them, on average.
// What images share at the same places, such as the grid of a transposed convolution, stands out in
// it (Durall et al. 2020, "Watch your Up-Convolution", arXiv:2003.01826), although one image alone
// hardly shows it.
type Spectrum struct {
	H, W   int
	Power  []float64 // [H, W], from frequency (0, 0) in the middle at (H/2, W/2); one period of an axis further to each side
	Images int
}

// NewSpectrum takes the spectrum of images pix, uint8 [N, H, W, C] with one channel or with red,
// green and blue, of which it looks at the lightness (0.299 R + 0.587 G + 0.114 B). The mean of an
// image is taken away, and its border faded out by a Hann window: without it the jump from one
// border to the opposite one would be a bright cross. H and W are 16 or more, and multiples of 4.
func NewSpectrum(pix []uint8, h, w, c int) (Spectrum, error) {
	const least = 16
	if h < least || w < least || h%4 != 0 || w%4 != 0 || c != 1 && c != 3 {
		return Spectrum{}, fmt.Errorf("metric.NewSpectrum: images of %d×%d pixels and %d channels; want multiples of 4 from %d on, and one channel or three", h, w, c, least)
	}
	size := h * w * c
	if len(pix) == 0 || len(pix)%size != 0 {
		return Spectrum{}, fmt.Errorf("metric.NewSpectrum: %d bytes are no images of %d×%d×%d", len(pix), h, w, c)
	}
	s := Spectrum{H: h, W: w, Power: make([]float64, h*w), Images: len(pix) / size}
	t := newTransform(h, w)
	for image := range slices.Chunk(pix, size) {
		t.of(lightness(image, c))
		for i, v := range t.values {
			s.Power[s.centred(i)] += (real(v)*real(v) + imag(v)*imag(v)) / float64(h*w*s.Images)
		}
	}
	return s, nil
}

// lightness is that of each pixel, from 0 to 1.
func lightness(image []uint8, c int) []float64 {
	grey := make([]float64, len(image)/c)
	for i := range grey {
		if c == 1 {
			grey[i] = float64(image[i]) / 255
			continue
		}
		p := image[3*i:]
		grey[i] = (0.299*float64(p[0]) + 0.587*float64(p[1]) + 0.114*float64(p[2])) / 255
	}
	return grey
}

// transform is the Fourier transform of images of one size.
type transform struct {
	h, w          int
	rows, columns *fourier.CmplxFFT
	fade          []float64    // the window, [h, w]
	values        []complex128 // what came out last, [h, w]
}

func newTransform(h, w int) *transform {
	t := &transform{h, w, fourier.NewCmplxFFT(w), fourier.NewCmplxFFT(h), make([]float64, h*w), make([]complex128, h*w)}
	down, across := window.NewValues(window.Hann, h), window.NewValues(window.Hann, w)
	for i := range t.fade {
		t.fade[i] = down[i/w] * across[i%w]
	}
	return t
}

// of sets values to the transform of an image in grey.
func (t *transform) of(grey []float64) {
	mean := stat.Mean(grey, nil)
	for i, v := range grey {
		t.values[i] = complex((v-mean)*t.fade[i], 0)
	}
	for row := range slices.Chunk(t.values, t.w) {
		t.rows.Coefficients(row, row)
	}
	column := make([]complex128, t.h)
	for x := range t.w {
		for y := range column {
			column[y] = t.values[y*t.w+x]
		}
		t.columns.Coefficients(column, column)
		for y, v := range column {
			t.values[y*t.w+x] = v
		}
	}
}

// centred is where the i-th value of a transform lies with frequency 0 in the middle.
func (s Spectrum) centred(i int) int {
	y, x := i/s.W, i%s.W
	return (y+s.H/2)%s.H*s.W + (x+s.W/2)%s.W
}

// At is the power at a frequency, counted in periods in the image; it repeats after H and W.
func (s Spectrum) At(down, across int) float64 {
	y, x := ((down+s.H/2)%s.H+s.H)%s.H, ((across+s.W/2)%s.W+s.W)%s.W
	return s.Power[y*s.W+x]
}

// Grey is the spectrum as an image [H, W]: the power in decibels, 10·log₁₀, from low, which is
// black, to high, white. Spectra that are compared are drawn with the same two.
func (s Spectrum) Grey(low, high float64) []uint8 {
	pix := make([]uint8, len(s.Power))
	for i, power := range s.Power {
		share := (10*math.Log10(power) - low) / (high - low)
		pix[i] = uint8(math.Round(255 * min(max(share, 0), 1)))
	}
	return pix
}

// Radial is the mean power at each distance from frequency 0, rounded to whole periods in the
// image, up to half of the smaller side, where a pattern repeats every two pixels.
func (s Spectrum) Radial() []float64 {
	last := min(s.H, s.W) / 2
	sums, counts := make([]float64, last+1), make([]float64, last+1)
	for down := -s.H / 2; down < s.H/2; down++ {
		for across := -s.W / 2; across < s.W/2; across++ {
			if r := int(math.Round(math.Hypot(float64(down), float64(across)))); r <= last {
				sums[r] += s.At(down, across)
				counts[r]++
			}
		}
	}
	for r := range sums {
		sums[r] /= counts[r]
	}
	return sums
}

// Grid is the highest peak of the spectrum, in decibels over the frequencies around it, at those
// that a grid of every second or every fourth pixel has: what layers leave behind that double an
// image unevenly (Odena et al. 2016, "Deconvolution and Checkerboard Artifacts"). Images without a
// grid have about 0, and can be below.
func (s Spectrum) Grid() Result {
	peak := math.Inf(-1)
	for _, down := range []int{0, s.H / 4, s.H / 2} {
		for _, across := range []int{-s.W / 4, 0, s.W / 4, s.W / 2} {
			if down != 0 || across != 0 {
				peak = max(peak, s.prominence(down, across))
			}
		}
	}
	return Result{Value: peak, Card: Card{
		Metric: "grid", Fake: s.Images, Settings: map[string]string{"unit": "dB over the median around", "periods": "2 and 4 pixels", "window": "Hann"},
	}}
}

// prominence is the power at a frequency beside the median of those two and three periods away, in
// decibels; a Hann window spreads a peak to its next neighbours.
func (s Spectrum) prominence(down, across int) float64 {
	var around []float64
	for dy := -3; dy <= 3; dy++ {
		for dx := -3; dx <= 3; dx++ {
			if max(dy, -dy, dx, -dx) >= 2 {
				around = append(around, s.At(down+dy, across+dx))
			}
		}
	}
	slices.Sort(around)
	const floor = 1e-12 // of images that are all alike at a frequency
	return 10 * math.Log10((s.At(down, across)+floor)/(stat.Quantile(0.5, stat.LinInterp, around, nil)+floor))
}
