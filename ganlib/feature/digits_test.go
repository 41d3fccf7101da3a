package feature

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/metric"
)

// right is the share of the first n images of a set that the net labels rightly.
func right(t *testing.T, net *Net, set data.Images, n int) float64 {
	t.Helper()
	pix, want := pixels(set, n)
	got, err := net.Labels(pix)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for i := range got {
		if got[i] == want[i] {
			count++
		}
	}
	t.Logf("%s: %d of %d right", set.Name(), count, n)
	return float64(count) / float64(n)
}

func TestDigitsOfMNIST(t *testing.T) {
	set, err := data.Open("mnist/test", "")
	if errors.Is(err, data.ErrUnavailable) {
		t.Skip("there is no MNIST here and no way to get it: ", err)
	} else if err != nil {
		t.Fatal(err)
	}
	if share := right(t, reader(t), set, set.Len()); share < 0.99 {
		t.Errorf("%.2f %% right, want 99 or more", 100*share)
	}
}

// It has never seen a drawn digit; most look enough like those of MNIST.
func TestDigitsThatAreDrawn(t *testing.T) {
	if share := right(t, reader(t), data.NewDigits(2, 1000), 1000); share < 0.9 {
		t.Errorf("%.1f %% right, want 90 or more", 100*share)
	}
}

// stack makes images of three digits each, [N, side, side, 3], and their labels; the border is
// bright, so that it may not be looked at.
func stack(set data.Images, n, border int) (pix []uint8, labels []int) {
	grey, of := pixels(set, 3*n)
	side := 28 + 2*border
	pix = bytes.Repeat([]byte{200}, n*side*side*3)
	for i := range n {
		for c := range 3 {
			for at := range 784 {
				h, w := at/28+border, at%28+border
				pix[((i*side+h)*side+w)*3+c] = grey[(3*i+c)*784+at]
			}
		}
		labels = append(labels, 100*of[3*i]+10*of[3*i+1]+of[3*i+2])
	}
	return pix, labels
}

// Three digits in the channels of one image are labelled as they are one by one, with a border or
// without.
func TestStacked(t *testing.T) {
	net := reader(t)
	grey, _ := pixels(data.NewDigits(3, 60), 60)
	labels, err := net.Labels(grey)
	if err != nil {
		t.Fatal(err)
	}
	for _, border := range []int{0, 2} {
		pix, truth := stack(data.NewDigits(3, 60), 20, border)
		got, err := net.Stacked(pix, 28+2*border)
		if err != nil {
			t.Fatal(err)
		}
		rightly := 0
		for i, label := range got {
			if want := 100*labels[3*i] + 10*labels[3*i+1] + labels[3*i+2]; label != want {
				t.Errorf("border %d, image %d: got %d, and one by one %d", border, i, label, want)
			}
			if label == truth[i] {
				rightly++
			}
		}
		if rightly < 14 {
			t.Errorf("border %d: %d of 20 are what was drawn", border, rightly)
		}
	}
}

func TestCutAndPlanes(t *testing.T) {
	pix := []uint8{ // two images of 3×4 pixels with one channel
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
		20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
	}
	got, err := Cut(pix, 3, 4, 1, 1)
	if want := []uint8{5, 6, 25, 26}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if got, want := Planes(pix[:12], 2, 3), []uint8{0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11}; !slices.Equal(got, want) {
		t.Errorf("got planes %v, want %v", got, want)
	}
}

func TestShift(t *testing.T) {
	pix := []uint8{1, 2, 3, 4, 5, 6, 7, 8, 9}
	shift(pix, 3, 1, -1)
	if want := []uint8{0, 0, 0, 2, 3, 0, 5, 6, 0}; !slices.Equal(pix, want) {
		t.Errorf("one down and one to the left: %v, want %v", pix, want)
	}
}

// BenchmarkFrechet is all that a Fréchet distance of 10,000 images costs: opening the net,
// compiling, looking, moments, distance. The time is the same for any bytes.
//
//	go test -run '^$' -bench Frechet -benchtime 1x ./ganlib/feature
func BenchmarkFrechet(b *testing.B) {
	device := gantest.Device(b)
	pix := noise(1, 10_000*784)
	for b.Loop() {
		net, err := Digits(device.Backend)
		if err != nil {
			b.Fatal(err)
		}
		features, err := net.Features(pix)
		if err != nil {
			b.Fatal(err)
		}
		m := metric.NewMoments(digitFeatures)
		if err := m.Add(features); err != nil {
			b.Fatal(err)
		}
		if _, err := metric.Frechet(m, m, metric.Sample, net.Source("test")); err != nil {
			b.Fatal(err)
		}
		net.Close()
	}
}
