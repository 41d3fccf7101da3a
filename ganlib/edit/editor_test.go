package edit_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/edit"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/train"
)

// z to w to images is what the run's own generator does; 40 images do not fill two batches.
func TestImagesAreThoseOfTheRun(t *testing.T) {
	e, dir := trained(t, toy{3}, toySize, 1)
	gen := must[*train.Generator](t)(train.OpenGenerator(gantest.PlainGo(t), toy{3}, dir))
	defer gen.Close()
	z := e.Latents(1, 40)
	want := must[[]uint8](t)(gen.Images(z))
	w := must[[][]float32](t)(e.Map(z))
	got := must[[]uint8](t)(e.Images(e.Everywhere(w), layer.FixedNoise))
	for i := range want { // the two convert to bytes in two ways, which may differ in a tie
		if d := int(got[i]) - int(want[i]); len(got) != len(want) || d < -1 || d > 1 {
			t.Fatalf("%d bytes, byte %d is %d; want %d, %d", len(got), i, got[i], len(want), want[i])
		}
	}
	alone := must[[]uint8](t)(e.Images(e.Everywhere(w[35:36]), layer.FixedNoise))
	if !slices.Equal(alone, got[35*64:36*64]) {
		t.Error("an image depends on those that are made with it")
	}
	if h, w, c := e.Shape(); h != 8 || w != 8 || c != 1 {
		t.Errorf("Shape is %d, %d, %d, want 8, 8, 1", h, w, c)
	}
	if len(z) != 40 || len(w) != 40 || len(w[0]) != toyW {
		t.Errorf("%d latents became %d styles of %d values", len(z), len(w), len(w[0]))
	}
	if none := must[[]uint8](t)(e.Images(nil, layer.FixedNoise)); len(none) != 0 {
		t.Error("no styles, no images")
	}
}

func TestNoise(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	w := e.Everywhere([][]float32{e.Average()})
	draw := func(n layer.Noise) []uint8 { return must[[]uint8](t)(e.Images(w, n)) }
	if fixed := draw(layer.FixedNoise); !slices.Equal(fixed, draw(layer.FixedNoise)) || slices.Equal(fixed, draw(layer.NoNoise)) {
		t.Error("fixed noise gives the same image always, and another one than no noise")
	}
	if slices.Equal(draw(layer.FreshNoise), draw(layer.FreshNoise)) {
		t.Error("fresh noise gives the same image twice")
	}
}

// The toy adds N(0, σ²) to each pixel of an image that lies far from black and from white, with the
// σ that training has found; in grey levels that is 127.5 times as much.
func TestRestless(t *testing.T) {
	e, dir := trained(t, toy{2}, toySize, 1)
	w := e.Everywhere([][]float32{e.Average()})[0]
	const draws = 400
	deviations := must[[]float64](t)(e.Restless(w, draws))
	if len(deviations) != toySize*toySize {
		t.Fatalf("%d deviations, want one for each of %d pixels", len(deviations), toySize*toySize)
	}
	weights := must[train.Weights](t)(train.OpenWeights(dir))
	strength := weights.Root(weights.Store.RootScope()).At("G").GetVariable("strength").MustValue()
	σ := 127.5 * math.Abs(float64(tensors.ToScalar[float32](strength)))
	// a deviation over n draws is known to 1/√(2n), 3.5 %; 5 of these, and a rounding to whole levels
	for i, d := range deviations {
		if math.Abs(d-σ) > 0.18*σ+0.3 {
			t.Errorf("pixel %d has the deviation %.2f, want %.2f", i, d, σ)
		}
	}
	if _, err := e.Restless(w, 1); err == nil || !strings.Contains(err.Error(), "2 or more") {
		t.Errorf("one draw: %v, want an error that asks for 2 or more", err)
	}
}

// The average is the variable that the steps have moved to 0.75.
func TestAverage(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	if want := []float32{0.75, 0.75, 0.75, 0.75}; !slices.Equal(e.Average(), want) {
		t.Errorf("the average is %v, want %v", e.Average(), want)
	}
}

// What is computed here is what the network computes.
func TestTruncateIsThatOfTheNetwork(t *testing.T) {
	n := toy{3}
	e, dir := trained(t, n, toySize, 1)
	weights := must[train.Weights](t)(train.OpenWeights(dir))
	w := must[[][]float32](t)(e.Map(e.Latents(2, 1)))
	styles := e.Everywhere(w)
	for _, ψ := range []float64{0, 0.5, 1, -1} {
		for cutoff := range 4 {
			exec, err := model.NewExec1(gantest.PlainGo(t), weights.Store, func(s *model.Scope, w *graph.Node) *graph.Node {
				return n.Truncate(weights.Root(s).At("G"), w, ψ, cutoff)
			})
			if err != nil {
				t.Fatal(err)
			}
			want := gantest.Flat(t, must[*tensors.Tensor](t)(exec.Call([][][]float32{styles[0]})))
			for i, v := range slices.Concat(e.Truncate(styles, ψ, cutoff)[0]...) {
				gantest.Near(t, "a style, truncated", float64(v), want[i], 1e-6)
			}
		}
	}
}

// The size of styles against their definition, on a map that is a matrix: w = zM + b, so the
// variance of w_j is Σ_i M_ij².
func TestSpread(t *testing.T) {
	e, dir := trained(t, toy{2}, toySize, 1)
	got := must[float64](t)(e.Spread())
	w := must[[][]float32](t)(e.Map([][]float32{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}}))
	square := 0.0
	for j := range toyW {
		off := float64(w[0][j] - e.Average()[j])
		square += off * off
		for i := 1; i <= toyZ; i++ {
			m := float64(w[i][j] - w[0][j])
			square += m * m
		}
	}
	want := math.Sqrt(square / toyW)
	gantest.Near(t, "the size of styles; 10,000 samples are off by less than 1 % ("+dir+")", got, want, 0.03*want)
}

func TestMixAndLerp(t *testing.T) {
	a, b := edit.Styles{{0}, {1}, {2}, {3}}, edit.Styles{{10}, {11}, {12}, {13}}
	same := func(what string, got edit.Styles, want ...float32) {
		t.Helper()
		if !slices.Equal(slices.Concat(got...), want) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	same("b in the layers 1 and 2", edit.Mix(a, b, edit.Layers{From: 1, To: 3}), 0, 11, 12, 3)
	same("b in no layer", edit.Mix(a, b, edit.Layers{From: 2, To: 2}), 0, 1, 2, 3)
	same("b in all layers and beyond", edit.Mix(a, b, edit.Layers{From: -1, To: 9}), 10, 11, 12, 13)
	same("a quarter of the way", edit.Lerp(a, b, 0.25), 2.5, 3.5, 4.5, 5.5)
	same("the start", edit.Lerp(a, b, 0), 0, 1, 2, 3)
	same("the end", edit.Lerp(a, b, 1), 10, 11, 12, 13)
	same("a step of 2 in the last layer", a.Along(edit.Direction{-1}, 2, edit.Layers{From: 3, To: 4}), 0, 1, 2, 1)
	same("a, which nothing has changed", a, 0, 1, 2, 3)
}

// Figure 3 of the paper at 1024 pixels, and the preset for 32.
func TestBands(t *testing.T) {
	for l, want := range map[int][3]edit.Layers{
		18: {{From: 0, To: 4}, {From: 4, To: 8}, {From: 8, To: 18}},
		8:  {{From: 0, To: 2}, {From: 2, To: 4}, {From: 4, To: 8}},
	} {
		e, _ := trained(t, toy{l}, toySize, 1)
		coarse, middle, fine := e.Bands()
		if got := [3]edit.Layers{coarse, middle, fine}; got != want {
			t.Errorf("%d layers: %v, want %v", l, got, want)
		}
		if e.All() != (edit.Layers{From: 0, To: l}) {
			t.Errorf("%d layers: all are %v", l, e.All())
		}
	}
}

func TestErrorsOfTheEditor(t *testing.T) {
	e, _ := trained(t, toy{2}, toySize, 1)
	_, err := e.Map([][]float32{{1, 2}})
	_, few := e.Images([]edit.Styles{{e.Average()}}, layer.NoNoise)
	_, short := e.Images([]edit.Styles{{e.Average(), {1}}}, layer.NoNoise)
	_, none := edit.Open(gantest.PlainGo(t), toy{2}, t.TempDir())
	for want, err := range map[string]error{
		"z number 0 has 2 values, but this network takes 3":                                      err,
		"image 0: got 1 styles, but this network takes one for each of its 2 layers; Everywhere": few,
		"the style of layer 1 has 1 values, but this network takes 4":                            short,
		"is not a run": none,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
