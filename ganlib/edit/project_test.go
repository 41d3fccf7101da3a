package edit_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/stylegan2"
)

// quick is a projection of few steps that sees pixels only: what it does to the toy can be told.
func quick(steps int) edit.Projection {
	p := edit.PaperProjection()
	p.Steps, p.Features = steps, metric.Distance{}
	return p
}

func project(t testing.TB, p edit.Projection, e *edit.Editor, targets []uint8) (all []edit.Progress) {
	t.Helper()
	for progress, err := range p.Run(context.Background(), e, targets) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, progress)
	}
	if len(all) != p.Steps {
		t.Fatalf("%d events for %d steps", len(all), p.Steps)
	}
	return all
}

// drawnImages are images that the network itself has drawn, each with one style.
func drawnImages(t testing.TB, e *edit.Editor, n int) (ws []edit.Styles, pix []uint8) {
	t.Helper()
	ws = e.Everywhere(must[[][]float32](t)(e.Map(e.Latents(5, n))))
	return ws, must[[]uint8](t)(e.Images(ws, layer.FixedNoise))
}

// The toy is linear, and so few styles can make so many pixels in one way only: the search finds
// the very w.
func TestProjectFindsTheStyle(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	ws, pix := drawnImages(t, e, 2)
	all := project(t, quick(1000), e, pix)
	last := all[len(all)-1]
	for i := range ws {
		const rounding = 2.0 / 255 * 2 / 255 / 12 // mean square of what bytes are off by
		if from, to := all[0].Distance[i], last.Distance[i]; !(to < 1.2*rounding && from > 50*rounding) {
			t.Errorf("image %d: the distance went from %g to %g, and bytes are off by %g", i, from, to, rounding)
		}
		for j, v := range last.Styles[i][1] {
			gantest.Near(t, "w", float64(v), float64(ws[i][1][j]), 0.02)
		}
	}
	if last.Step != 1000 || last.Steps != 1000 || last.Left != 0 || all[100].Left <= 0 || last.Elapsed <= 0 {
		t.Errorf("the last event is %+v", last)
	}
}

// A second search begins at the average again, with Adam as new.
func TestProjectTwice(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	_, pix := drawnImages(t, e, 1)
	a, b := project(t, quick(10), e, pix), project(t, quick(10), e, pix)
	for i := range a {
		if a[i].Distance[0] != b[i].Distance[0] || !slices.Equal(a[i].Styles[0][0], b[i].Styles[0][0]) {
			t.Fatalf("step %d: %v and %v", i, a[i].Styles[0][0], b[i].Styles[0][0])
		}
	}
	if start := a[0].Styles[0][0]; !slices.Equal(start, e.Average()) {
		t.Errorf("after the first step, whose rate is 0, w is %v, want the average", start)
	}
}

// Images that are searched for together do not see each other.
func TestProjectTogetherAsAlone(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	_, pix := drawnImages(t, e, 2)
	p := quick(20)
	p.Noise = 0
	both, second := project(t, p, e, pix), project(t, p, e, pix[64:])
	for j, v := range both[19].Styles[1][0] {
		gantest.Near(t, "w", float64(v), float64(second[19].Styles[0][0][j]), 1e-5)
	}
}

// An image of two styles is found when every layer has its own, and not with one for all.
func TestProjectPerLayer(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	ws, _ := drawnImages(t, e, 2)
	pix := must[[]uint8](t)(e.Images([]edit.Styles{edit.Mix(ws[0], ws[1], edit.Layers{From: 1, To: 2})}, layer.FixedNoise))
	p := quick(1000)
	single := project(t, p, e, pix)[999].Distance[0]
	p.PerLayer = true
	each := project(t, p, e, pix)[999].Distance[0]
	if !(each < 0.01*single) {
		t.Errorf("the distance is %g with a style for each layer and %g with one for all", each, single)
	}
}

// The real network: its own image is found again.
func TestProjectThroughStyleGAN2(t *testing.T) {
	r := stylegan2.Tiny()
	r.Size, r.Base, r.Z, r.W, r.Mapping = 8, 64, 8, 8, 2
	e, _ := trained(t, r, 8, 3)
	_, pix := drawnImages(t, e, 1)
	p := edit.PaperProjection()
	p.Steps = 200
	all := project(t, p, e, pix)
	t.Logf("the distance went from %g to %g", all[0].Distance[0], all[199].Distance[0])
	if from, to := all[0].Distance[0], all[199].Distance[0]; !(to < 0.01*from) {
		t.Errorf("the distance went from %g to %g", from, to)
	}
}

// How the rate and the noise go, at the places where the paper says something of them.
func TestSchedule(t *testing.T) {
	p := edit.PaperProjection()
	for at, want := range map[float64]float64{0: 0, 0.025: 0.05, 0.05: 0.1, 0.5: 0.1, 0.75: 0.1, 0.875: 0.05, 1: 0,
		0.8125: 0.05 * (1 + math.Sqrt(0.5))} {
		gantest.Near(t, "rate", edit.RateAt(p, at), want, 1e-15)
	}
	for at, want := range map[float64]float64{0: 0.05 * 2, 0.375: 0.05 * 2 / 4, 0.75: 0, 0.9: 0} {
		gantest.Near(t, "noise, σ_w = 2", edit.NoiseAt(p, 2, at), want, 1e-15)
	}
}

// The noise is as large as its definition says. Of the average itself the toy is A·noise away, so
// that the mean square is (Noise·σ_w)²·‖A‖².
func TestProjectNoise(t *testing.T) {
	e, dir := trained(t, toy{2}, toySize, 1)
	var same [][]float32
	for range 256 {
		same = append(same, e.Average())
	}
	pix := must[[]uint8](t)(e.Images(e.Everywhere(same), layer.FixedNoise))
	p := quick(1)
	p.Features, p.Pixels, p.Noise = metric.SquaredDistance(), 0, 1
	got := 0.0
	for _, d := range project(t, p, e, pix)[0].Distance {
		got += d / 256
	}
	A := 0.0
	weights := must[train.Weights](t)(train.OpenWeights(dir))
	first := gantest.Flat(t, weights.Store.GetVariable("/ema/G/0/style/W").MustValue())
	second := gantest.Flat(t, weights.Store.GetVariable("/ema/G/1/style/W").MustValue())
	for i := range first {
		a := 0.1 * (first[i] + second[i]) / math.Sqrt(toyW)
		A += a * a
	}
	spread := must[float64](t)(e.Spread())
	want := spread * spread * toyW * A
	gantest.Near(t, "mean square of 256·4 draws, each with a deviation of √2", got, want, 0.25*want)
}

// Pixels weighs what MultiScale says, and Features comes on top.
func TestProjectWeighs(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	_, pix := drawnImages(t, e, 1)
	first := func(pixels float64, features metric.Distance) float64 {
		p := quick(1)
		p.Noise, p.Pixels, p.Features = 0, pixels, features
		return project(t, p, e, pix)[0].Distance[0]
	}
	single, all := first(1, metric.Distance{}), first(0, metric.SquaredDistance())
	gantest.Near(t, "three times the pixels", first(3, metric.Distance{}), 3*single, 1e-6)
	gantest.Near(t, "both", first(3, metric.SquaredDistance()), 3*single+all, 1e-4)
}

// MultiScale against plain Go, on images with two sizes, 8 and 4.
func TestMultiScale(t *testing.T) {
	x, y := make([]float64, 2*64), make([]float64, 2*64)
	for i := range x {
		x[i], y[i] = math.Sin(float64(i)), math.Cos(float64(i*i))
	}
	got := gantest.Eval(t, func(in ...*Node) *Node {
		return edit.MultiScale(Reshape(in[0], 2, 8, 8, 1), Reshape(in[1], 2, 8, 8, 1))
	}, x, y)
	for i := range 2 {
		off := ref.Array{Dims: []int{8, 8}, Values: make([]float64, 64)}
		for p := range off.Values {
			off.Values[p] = x[i*64+p] - y[i*64+p]
		}
		want := meanSquare(off.Values) / 2
		for axis := range 2 {
			off = ref.Along(off, axis, func(line []float64) []float64 {
				return ref.Filter(line, []float64{1. / 8, 3. / 8, 3. / 8, 1. / 8}, 1, 2, 1, 1)
			})
		}
		want += meanSquare(off.Values) / 2
		gantest.Near(t, "distance", got[i], want, 1e-12)
	}
	gantest.CheckGradient(t, func(in ...*Node) *Node {
		return ReduceAllSum(edit.MultiScale(Reshape(in[0], 1, 8, 8, 1), Reshape(in[1], 1, 8, 8, 1)))
	}, x[:64], y[:64])
}

func meanSquare(x []float64) (sum float64) {
	for _, v := range x {
		sum += v * v
	}
	return sum / float64(len(x))
}

func TestProjectStops(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	_, pix := drawnImages(t, e, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	steps := 0
	for p, err := range quick(100).Run(ctx, e, pix) {
		if last = err; p.Step == 5 {
			cancel()
		}
		if steps = p.Step; len(p.Styles) != 1 {
			t.Errorf("step %d has %d styles", steps, len(p.Styles))
		}
	}
	if !errors.Is(last, context.Canceled) || !strings.Contains(last.Error(), "stopped after step 5 of 100") || steps != 5 {
		t.Errorf("after step %d: %v", steps, last)
	}
	for range quick(100).Run(context.Background(), e, pix) {
		break // whoever has seen enough
	}
	for _, err := range quick(100).Run(context.Background(), e, pix[1:]) {
		if err == nil || !strings.Contains(err.Error(), "63 bytes are no whole number of images of 8×8 pixels with 1 channels") {
			t.Errorf("an image of the wrong size: %v", err)
		}
	}
}
