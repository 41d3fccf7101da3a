package dcgan_test

import (
	"context"
	"math"
	"testing"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/dcgan"
)

// After a few hundred steps on small faces G has learned where they are bright and where they vary:
// the mean of its images, pixel by pixel, is like that of the data, and their standard deviations
// are near those of the data. A G that has not been trained fails, and so does one that makes the
// same image always.
func TestLearnsTheFirstMomentsOfFaces(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: trains for half a minute")
	}
	device := gantest.Device(t)
	if device.Choice == "go" {
		t.Skip("XLA is not to be had here, and pure Go would train for minutes: " + device.String())
	}
	const size, batch, steps, judged = 32, 32, 300, 1000
	set := data.NewFaces(1, 4000, size)
	r := dcgan.Paper()
	r.Size, r.Base = size, 16
	images := func(steps int) ([]float64, []float64) {
		batches, err := data.NewBatches(set, 1, batch)
		if err != nil {
			t.Fatal(err)
		}
		c := train.Defaults(steps)
		c.HalfLife, c.SampleEvery, c.SaveEvery = 1000, 0, 0
		dir := t.TempDir()
		loop, err := train.New(device.Backend, r, batches, c, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range loop.Run(context.Background()) { // NaN is an error
			if err != nil {
				t.Fatal(err)
			}
		}
		g, err := train.OpenGenerator(device.Backend, r, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer g.Close()
		pix, err := g.Images(g.Latents(2, judged))
		if err != nil {
			t.Fatal(err)
		}
		return pixelMoments(pix, size*size*3)
	}
	real := make([]uint8, judged*size*size*3)
	for i := range judged {
		set.At(i, real[i*size*size*3:])
	}
	mean, std := pixelMoments(real, size*size*3)

	learned := func(steps int) (likeMean, offStd float64) {
		m, s := images(steps)
		likeMean, offStd = correlation(m, mean), distance(s, std)/rms(std)
		t.Logf("steps: %d; correlation of the mean images: %.2f; the deviations are off by %.2f", steps, likeMean, offStd)
		return likeMean, offStd
	}
	if likeMean, offStd := learned(1); likeMean > 0.4 || offStd < 0.9 {
		t.Error("a G that has not been trained is as good: the check is too easy")
	}
	likeMean, offStd := learned(steps)
	if !(likeMean > 0.7) {
		t.Errorf("the mean image has a correlation of %.2f with that of the data, want over 0.7", likeMean)
	}
	if !(offStd < 0.75) {
		t.Errorf("the deviations of the pixels are off by %.2f of those of the data, want under 0.75", offStd)
	}
}

// pixelMoments are the mean and the standard deviation of each of n values of an image.
func pixelMoments(pix []uint8, n int) (mean, std []float64) {
	mean, std = make([]float64, n), make([]float64, n)
	images := float64(len(pix) / n)
	for i, v := range pix {
		mean[i%n] += float64(v) / images
	}
	for i, v := range pix {
		std[i%n] += (float64(v) - mean[i%n]) * (float64(v) - mean[i%n]) / images
	}
	for i := range std {
		std[i] = math.Sqrt(std[i])
	}
	return mean, std
}

// distance is the root of the mean square of a − b.
func distance(a, b []float64) float64 {
	off := make([]float64, len(a))
	for i := range a {
		off[i] = a[i] - b[i]
	}
	return rms(off)
}

func rms(a []float64) float64 {
	sum := 0.0
	for _, v := range a {
		sum += v * v
	}
	return math.Sqrt(sum / float64(len(a)))
}

// correlation of two images, value by value; 1: one is the other but for brightness and contrast.
func correlation(a, b []float64) float64 {
	ma, sa := moments(a)
	mb, sb := moments(b)
	sum := 0.0
	for i := range a {
		sum += (a[i] - ma) / sa * (b[i] - mb) / sb
	}
	return sum / float64(len(a))
}
