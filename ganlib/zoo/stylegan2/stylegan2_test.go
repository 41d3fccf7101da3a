package stylegan2_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/stylegan2"
)

// tiny is a recipe whose step is quick and whose every number counts: 8 pixels have 31/8 = 3
// channels, 4 pixels have MaxChannels.
func tiny() stylegan2.StyleGAN2 {
	r := stylegan2.Tiny()
	r.Size, r.Channels, r.Z, r.W, r.Mapping, r.Base, r.MaxChannels, r.Group = 8, 1, 5, 4, 2, 31, 4, 2
	return r
}

func TestRecipe(t *testing.T) {
	recipetest.All(t, tiny(), recipetest.Images(8, 8, 1), "adam", "ada", "diffaugment") // see TestNumbersOfAugment
}

// The numbers of the authors' networks, from the shapes of their layers.
func TestParameterCounts(t *testing.T) {
	for _, c := range []struct{ size, base, mapping, g, d int }{
		{1024, 32768, 8, 30_370_060, 29_012_513}, // configuration F
		{1024, 32768, 2, 28_794_124, 29_012_513},
		{256, 32768, 8, 30_034_338, 28_864_129},
		{256, 16384, 8, 24_767_458, 24_001_089}, // half as wide, as StyleGAN2-ADA has it for 256 pixels
		{128, 16384, 2, 22_949_277, 23_882_369},
		{64, 32768, 8, 27_032_600, 26_488_833},
		{64, 16384, 2, 22_243_608, 23_407_361},
	} {
		r := stylegan2.Paper()
		r.Size, r.Base, r.Mapping = c.size, c.base, c.mapping
		if g, d := recipetest.Counts(t, r); g != c.g || d != c.d {
			t.Errorf("%+v: G has %d parameters and D %d", c, g, d)
		}
	}
}

func TestPaperNumbers(t *testing.T) {
	r := stylegan2.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
		source    string
	}{
		{"Size", float64(r.Size), 1024, "section 1"},
		{"Channels", float64(r.Channels), 3, "faces"},
		{"Z", float64(r.Z), 512, "Karras et al. 2018, section 2"},
		{"W", float64(r.W), 512, "Karras et al. 2018, section 2"},
		{"Mapping", float64(r.Mapping), 8, "Karras et al. 2018, figure 1b"},
		{"MappingRate", r.MappingRate, 0.01, "Karras et al. 2018, appendix C"},
		{"channels of 1024 pixels", float64(r.Base / 1024), 32, "configuration F"},
		{"MaxChannels", float64(r.MaxChannels), 512, "configuration F"},
		{"Slope", r.Slope, 0.2, "Karras et al. 2018, appendix C"},
		{"Group", float64(r.Group), 4, "StyleGAN2-ADA"},
		{"Mixing", r.Mixing, 0.9, "Karras et al. 2018, appendix C"},
		{"WDecay", r.WDecay, 0.995, "StyleGAN2-ADA"},
		{"γ", r.R1, 10, "appendix B, configuration F"},
		{"steps from one R1 to the next", float64(r.R1Every), 16, "appendix B"},
		{"weight of the path length", r.Path, 2, "StyleGAN2-ADA"},
		{"steps from one path length to the next", float64(r.PathEvery), 4, "StyleGAN2-ADA"},
		{"PathDecay", r.PathDecay, 0.01, "appendix B: 0.99 of the old mean"},
		{"PathShrink", float64(r.PathShrink), 2, "StyleGAN2-ADA"},
		{"α", r.AdamG.LearningRate, 0.002, "appendix B"},
		{"β₁", r.AdamG.Beta1, 0, "appendix B"},
		{"β₂", r.AdamG.Beta2, 0.99, "appendix B"},
		{"ε", r.AdamG.Epsilon, 1e-8, "appendix B"},
	} {
		gantest.Near(t, n.what+", "+n.source, n.got, n.want, 0)
	}
	if r.AdamG != r.AdamD {
		t.Error("both players have the same Adam")
	}
	if r.Style() != 512 || r.Latent() != 512 || r.Name() != "stylegan2" {
		t.Error("style, latent and name are", r.Style(), r.Latent(), r.Name())
	}
}

func TestNumberOfStyles(t *testing.T) {
	for size, want := range map[int]int{8: 4, 16: 6, 32: 8, 64: 10, 128: 12, 256: 14, 512: 16, 1024: 18} {
		r := stylegan2.Paper()
		r.Size = size
		if got := r.Layers(); got != want {
			t.Errorf("%d pixels: %d styles, want %d", size, got, want)
		}
	}
}

// presets are small enough to be trained here; each is built and asked for its images.
func TestPresets(t *testing.T) {
	for _, r := range []stylegan2.StyleGAN2{stylegan2.Tiny(), stylegan2.Small(), stylegan2.Medium()} {
		graph := NewGraph(gantest.PlainGo(t), "preset")
		s := model.NewStore().RootScope()
		x := r.G(s.At("G"), Parameter(graph, "z", shapes.Make(dtypes.Float32, 4, r.Latent())))
		if err := x.Shape().CheckDims(4, r.Size, r.Size, 3); err != nil {
			t.Error(err)
		}
		if err := r.D(s.At("D"), x).Shape().CheckDims(4); err != nil {
			t.Error(err)
		}
	}
}

func TestBadSizes(t *testing.T) {
	for _, c := range []struct {
		spoil func(r *stylegan2.StyleGAN2)
		want  string
	}{
		{func(r *stylegan2.StyleGAN2) { r.Size = 4 }, "images of 4×4 pixels with 1 channels; Size must be a power of two from 8 on"},
		{func(r *stylegan2.StyleGAN2) { r.Size = 12 }, "images of 12×12 pixels"},
		{func(r *stylegan2.StyleGAN2) { r.Size = 0 }, "images of 0×0 pixels"},
		{func(r *stylegan2.StyleGAN2) { r.Size = -8 }, "images of -8×-8 pixels"},
		{func(r *stylegan2.StyleGAN2) { r.Channels = 0 }, "with 0 channels"},
		{func(r *stylegan2.StyleGAN2) {
			r.Size = 16
		}, "got images (Float32)[4, 8, 8, 1] for a D that takes 16×16 pixels with 1 channels; change Size and Channels"},
		{func(r *stylegan2.StyleGAN2) { r.Channels = 3 }, "for a D that takes 8×8 pixels with 3 channels"},
		{func(r *stylegan2.StyleGAN2) { r.Group = 3 }, "a batch of 4 cannot be cut into groups of 3"},
		{func(r *stylegan2.StyleGAN2) { r.PathShrink = 0 }, "PathShrink is 0 for a batch of 4"},
		{func(r *stylegan2.StyleGAN2) { r.PathShrink = 5 }, "PathShrink is 5 for a batch of 4"},
		{func(r *stylegan2.StyleGAN2) { r.Mapping = 0 }, "without layers z is w, so z must have Width = 4 values, got 5"},
		{func(r *stylegan2.StyleGAN2) { r.MappingRate = 0 }, "Rate is 0"},
	} {
		r := tiny()
		c.spoil(&r)
		if err := graphs(t, r, recipetest.Images(4, 8, 1)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want … %s …", r, err, c.want)
		}
	}
}

// graphs builds all graphs of a step on images x, whatever their size: a Stepper would refuse
// before them what does not fit the recipe.
func graphs(t *testing.T, r stylegan2.StyleGAN2, x *tensors.Tensor) error {
	t.Helper()
	_, err := model.CallOnce(gantest.PlainGo(t), recipetest.NewStore(t), func(s *model.Scope, x *Node) *Node {
		s.Store().SetTraining(x.Graph(), true)
		in := train.In{"x": x}
		for _, p := range r.Phases() {
			p.Graph(s, in)
		}
		return r.Step(s, in)[0].Value
	}, x)
	return err
}

// call runs a graph on the variables of a store, in pure Go.
func call[F model.ExecGraphFn](t *testing.T, store *model.Store, f F, args ...any) []*tensors.Tensor {
	t.Helper()
	exec, err := model.NewExec(gantest.PlainGo(t), store, f)
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	out, err := exec.Call(args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// values is the first output of call.
func values[F model.ExecGraphFn](t *testing.T, store *model.Store, f F, args ...any) []float64 {
	t.Helper()
	return gantest.Flat(t, call(t, store, f, args...)[0])
}

// setAll gives every variable whose path ends so a new value.
func setAll(t *testing.T, store *model.Store, suffix string, v float32) {
	t.Helper()
	n := 0
	for variable := range store.IterVariables() {
		if strings.HasSuffix(variable.Path(), suffix) {
			tensors.MustMutableFlatData(variable.MustValue(), func(flat []float32) {
				for i := range flat {
					flat[i] = v
				}
			})
			n++
		}
	}
	if n == 0 {
		t.Fatalf("no variable ends in %s", suffix)
	}
}

func noiseVectors(g *Graph, n, z int) *Node {
	return Sin(AddScalar(IotaFull(g, shapes.Make(dtypes.Float32, n, z)), 1))
}

// A sample has the noise that is kept with the weights, G as it trains draws it anew; at the start
// neither shows.
func TestNoiseOfSamples(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	recipetest.MustStep(t, r, store, recipetest.Images(4, 8, 1))
	images := func() (sample, again, fresh, other, none []float64) {
		out := call(t, store, func(s *model.Scope, g *Graph) []*Node {
			z := noiseVectors(g, 2, r.Z)
			G := s.At("G")
			return []*Node{r.Sample(s, z), r.Sample(s, z), r.G(G, z), r.G(G, z), r.Synthesis(G, r.Broadcast(r.Map(G, z)), layer.NoNoise)}
		})
		flat := func(i int) []float64 { return gantest.Flat(t, out[i]) }
		return flat(0), flat(1), flat(2), flat(3), flat(4)
	}
	setAll(t, store, "/strength", 0)
	sample, again, fresh, other, none := images()
	for name, x := range map[string][]float64{"again": again, "fresh noise": fresh, "fresh noise again": other, "no noise": none} {
		gantest.Near(t, "without strength, sample against "+name, distance(sample, x), 0, 1e-5)
	}
	setAll(t, store, "/strength", 0.3)
	sample, again, fresh, other, none = images()
	gantest.Near(t, "two samples of one z", distance(sample, again), 0, 0)
	for name, d := range map[string]float64{
		"sample and fresh noise": distance(sample, fresh), "two fresh noises": distance(fresh, other),
		"sample and no noise": distance(sample, none), "fresh noise and no noise": distance(fresh, none),
	} {
		if d < 1e-2 {
			t.Errorf("%s differ by %g only", name, d)
		}
	}
}

// distance is the largest difference of two images.
func distance(a, b []float64) (d float64) {
	for i := range a {
		d = max(d, math.Abs(a[i]-b[i]))
	}
	return d
}

// Each style is used in its own layer: change one, and the image changes.
func TestEveryStyleCounts(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	r.Size, r.Base = 16, 64 // a style for one channel would be demodulated away
	out := call(t, store, func(s *model.Scope, g *Graph) []*Node {
		w := r.Broadcast(r.Map(s.At("G"), noiseVectors(g, 1, r.Z)))
		images := []*Node{r.Synthesis(s.At("G"), w, layer.NoNoise)}
		for i := range r.Layers() {
			here := OneHot(Scalar(g, dtypes.Int32, float64(i)), r.Layers(), dtypes.Float32)
			images = append(images, r.Synthesis(s.At("G"), Add(w, Reshape(here, 1, -1, 1)), layer.NoNoise))
		}
		return images
	})
	usual := gantest.Flat(t, out[0])
	if len(out) != 7 || len(usual) != 16*16 {
		t.Errorf("%d images of %d values, want those of 6 styles and one more, with 16×16 pixels", len(out), len(usual))
	}
	for i, x := range out[1:] {
		if distance(usual, gantest.Flat(t, x)) < 1e-3 {
			t.Errorf("style %d changes nothing", i)
		}
	}
}

// D judges an image by itself and by how much the images of its group differ; group i is images i,
// i + 2, … of a batch of 4 in groups of 2.
func TestDSeesTheGroup(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	score := func(x *tensors.Tensor) []float64 {
		return values(t, store, func(s *model.Scope, x *Node) *Node { return r.D(s.At("D"), x) }, x)
	}
	x := recipetest.Images(4, 8, 1)
	usual := score(x)
	tensors.MustMutableFlatData(x, func(values []float32) { // image 2
		for i := 2 * 64; i < 3*64; i++ {
			values[i] = 0.5
		}
	})
	changed := score(x)
	for i, companion := range []bool{true, false, true, false} {
		if d := math.Abs(changed[i] - usual[i]); companion != (d > 1e-4) || !companion && d > 1e-6 {
			t.Errorf("another image 2 changes the score of image %d by %g", i, d)
		}
	}
}

// Truncation moves the styles of the first layers towards the average and leaves the others.
func TestTruncate(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	recipetest.MustStep(t, r, store, recipetest.Images(4, 8, 1)) // gives the average a value
	average := recipetest.Value(t, store, "/G/w_average")
	for _, c := range []struct {
		ψ      float64
		cutoff int
	}{{1, 4}, {0, 4}, {0.7, 4}, {0, 2}, {0.5, 3}, {0.5, 0}, {-1, 4}} {
		out := call(t, store, func(s *model.Scope, g *Graph) []*Node {
			w := Sin(IotaFull(g, shapes.Make(dtypes.Float32, 2, r.Layers(), r.W)))
			return []*Node{w, r.Truncate(s.At("G"), w, c.ψ, c.cutoff)}
		})
		w, got := gantest.Flat(t, out[0]), gantest.Flat(t, out[1])
		for i := range w {
			want, mean := w[i], average[i%r.W]
			if i/r.W%r.Layers() < c.cutoff {
				want = mean + c.ψ*(w[i]-mean)
			}
			gantest.Near(t, fmt.Sprintf("w moved by %+v", c), got[i], want, 1e-6)
		}
	}
	if distance(average, make([]float64, r.W)) < 1e-4 {
		t.Error("the average is 0, and all this proves nothing")
	}
}
