package augment_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/checkpoint"

	"gophergan/ganlib/augment"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/media"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
)

// observe is a function that shows logits to the controller and returns p.
func observe(t *testing.T, store *model.Store, a augment.ADA) func(logits []float64) float64 {
	t.Helper()
	calc := compile(t, gantest.PlainGo(t), store, func(s *model.Scope, x []*Node) []*Node {
		a.Observe(s, x[0])
		return []*Node{a.P(s, x[0].Graph())}
	})
	return func(logits []float64) float64 { return calc(array(logits, len(logits)))[0].Values[0] }
}

func variable(t *testing.T, store *model.Store, path string) float64 {
	t.Helper()
	v := store.GetVariable(path)
	if v == nil || v.Trainable {
		t.Fatalf("%s: want a variable that no optimiser changes, got %v", path, v)
	}
	return gantest.Flat(t, v.MustValue())[0]
}

// controller is ADA's p in plain Go.
type controller struct {
	a            augment.ADA
	p            float64
	signs, seen  float64
	batches      int
	atTop, atEnd bool
}

func (c *controller) observe(logits []float64) float64 {
	for _, l := range logits {
		c.seen++
		if l > 0 {
			c.signs++
		} else if l < 0 {
			c.signs--
		}
	}
	if c.batches++; c.batches%c.a.Every > 0 {
		return c.p
	}
	switch r := c.signs / c.seen; {
	case r > c.a.Target:
		c.p += c.seen / float64(c.a.Images)
	case r < c.a.Target:
		c.p -= c.seen / float64(c.a.Images)
	}
	c.atEnd = c.atEnd || c.p < 0
	c.atTop = c.atTop || c.p > 1
	c.p = max(0, min(1, c.p))
	c.signs, c.seen = 0, 0
	return c.p
}

// The recursion against plain Go, over both ends, with all of its state.
func TestControllerEqualsItsTwin(t *testing.T) {
	a := augment.PaperADA()
	a.Every, a.Images, a.Start = 3, 150, 0.5
	store := newStore(t, 1)
	step, want := observe(t, store, a), &controller{a: a, p: a.Start}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 120 {
		logits := make([]float64, 8)
		for j := range logits {
			sure := 3. // first sure of the real ones, then not
			if i >= 60 {
				sure = 0.3
			}
			logits[j] = sure + r.NormFloat64()
		}
		if i%7 == 0 {
			logits[0] = 0 // has no sign
		}
		gantest.Near(t, fmt.Sprintf("p after step %d", i), step(logits), want.observe(logits), 1e-6) // float32
		gantest.Near(t, "signs", variable(t, store, "/augment/signs"), want.signs, 0)
		gantest.Near(t, "seen", variable(t, store, "/augment/seen"), want.seen, 0)
		gantest.Near(t, "the variable", variable(t, store, "/augment/p"), want.p, 1e-6)
	}
	if !want.atTop || !want.atEnd {
		t.Errorf("p came to the top: %t, to the bottom: %t; the test should see both", want.atTop, want.atEnd)
	}
}

// With the paper's numbers, and batches of 64: 64·4/500,000 every fourth step, up where D is sure
// of real images.
func TestPaperSpeed(t *testing.T) {
	sure, unsure := make([]float64, 64), make([]float64, 64)
	for i := range sure {
		sure[i], unsure[i] = 0.1, 0.1
		if i%4 == 0 { // E sign = ½, below 0.6
			unsure[i] = -9
		}
	}
	step := observe(t, newStore(t, 1), augment.PaperADA())
	for i, want := range []float64{0, 0, 0, 0.000512, 0.000512, 0.000512, 0.000512, 0.001024} {
		gantest.Near(t, fmt.Sprintf("up, step %d", i), step(sure), want, 1e-9)
	}
	for i, want := range []float64{0.001024, 0.001024, 0.001024, 0.000512, 0.000512, 0.000512, 0.000512, 0, 0, 0, 0, 0} {
		gantest.Near(t, fmt.Sprintf("down, step %d", i), step(unsure), want, 1e-9)
	}
}

func TestStandingStill(t *testing.T) {
	a := augment.PaperADA()
	a.Start, a.Every, a.Images = 0.25, 0, 0
	step := observe(t, newStore(t, 1), a)
	for range 10 {
		gantest.Near(t, "Every 0: p stays", step([]float64{1, 1}), 0.25, 0)
	}
	a.Start, a.Every, a.Images, a.Target = 0.25, 1, 100, 0.5
	gantest.Near(t, "just at the target", observe(t, newStore(t, 1), a)([]float64{1, 1, 1, -1}), 0.25, 0)
}

func TestOverfitting(t *testing.T) {
	f := plain(t, func(x ...*Node) *Node { return augment.Overfitting(x[0]) })
	gantest.Near(t, "E sign", f(array([]float64{3, 0.1, 0.2, -7, 0}, 5)).Values[0], 0.4, 1e-15)
}

func TestPaperADA(t *testing.T) {
	a := augment.PaperADA()
	want := augment.ADA{Pipeline: augment.Pipeline{true, true, .125, .2, 1, .2, .125, .2, .5, true, 1, 1}, Target: .6, Every: 4,
		Images: 500000}
	if a != want {
		t.Errorf("got %+v, want the numbers of section 3 and appendix B, %+v", a, want)
	}
}

// Every image has draws of its own, in every call; p decides how many images change.
func TestApplyDraws(t *testing.T) {
	a := augment.PaperADA()
	a.Start = 0.1
	const n, size = 400, 4
	x := ref.Zeros(n, size, size, 3)
	single := random(1, size, size, 3)
	for i := range n {
		copy(x.Values[i*len(single.Values):], single.Values)
	}
	calc := compile(t, gantest.PlainGo(t), newStore(t, 1), func(s *model.Scope, x []*Node) []*Node {
		return []*Node{a.Apply(s, x[0]), a.Apply(s, x[0])}
	})
	seen := map[string]int{}
	for range 2 {
		for _, y := range calc(x) {
			for i := range n {
				seen[fmt.Sprint(image(y, i).Values)]++
			}
		}
	}
	// Eight changes with p: scale, the rotations, stretch, move, brightness, contrast, hue,
	// saturation. Two flips with half of it, turns with three quarters. No shift of up to an eighth of
	// 4 pixels is a whole one.
	want := math.Pow(0.9, 8) * 0.95 * 0.95 * 0.925
	gantest.Near(t, "share of images that stay the same, within 5 standard deviations",
		float64(seen[fmt.Sprint(single.Values)])/(4*n), want,
		5*math.Sqrt(want*(1-want)/(4*n)))
	if len(seen) < int(0.5*4*n) {
		t.Errorf("%d different images of %d: draws are repeated", len(seen), 4*n)
	}
}

func TestADARefuses(t *testing.T) {
	for _, test := range []struct {
		want string
		a    augment.ADA
		dims []int
	}{
		{"augment.ADA.Observe: got logits (Float64)[2, 1], want [B]", augment.PaperADA(), []int{2, 1}},
		{"got Every 4 and Images 0; want Every 0", augment.ADA{Every: 4}, []int{2}},
		{"got Every -1 and Images 5", augment.ADA{Every: -1, Images: 5}, []int{2}},
	} {
		store := newStore(t, 1)
		refuses(t, test.want, func(x *Node) *Node {
			test.a.Observe(store.RootScope(), x)
			return x
		}, test.dims...)
	}
}

// point is a GAN of next to nothing that sees all images through ADA: G is one pixel value, D a
// line.
type point struct{ Augment augment.ADA }

func (point) Name() string           { return "point" }
func (r point) Needs() []media.Field { return []media.Field{{Name: "x", Kind: grey}} }

func (r point) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(1, grey, r.Sample)}
}

var grey = media.Images{Height: 4, Width: 4, Channels: 1}

func (point) Sample(s *model.Scope, z *Node) *Node {
	level := s.At("G").VariableWithValue("level", float32(0)).NodeValue(z.Graph())
	return Add(MulScalar(Reshape(z, -1, 1, 1, 1), 0.1), BroadcastToDims(level, z.Shape().Dimensions[0], 4, 4, 1))
}

func (r point) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	D := func(x *Node) *Node {
		x = r.Augment.Apply(s.At("augment"), x)
		w := s.At("D").VariableWithValue("w", []float32{0.1, 0}).NodeValue(x.Graph())
		mean := ReduceMean(x, 1, 2, 3)
		return Add(Mul(mean, Slice(w, AxisElem(0))), Mul(Square(mean), Slice(w, AxisElem(1))))
	}
	z := s.RandomNormal(x.Graph(), Reshape(ReduceMean(x, 1, 2, 3), -1, 1).Shape())
	xTilde := r.Sample(s, z)
	real, fake := D(x), D(StopGradient(xTilde))
	r.Augment.Observe(s.At("augment"), real)
	adam := train.Adam{LearningRate: 0.01, Beta1: 0, Beta2: 0.99, Epsilon: 1e-8}
	lossD := Add(loss.MinimaxD(real, fake), loss.R1(D, x))
	adam.Descend(s.At("D"), lossD)
	adam.Descend(s.At("G"), loss.NonSaturatingG(D(xTilde)))
	return []train.Measure{{Name: "loss D", Value: lossD}, {Name: "p", Value: r.Augment.P(s.At("augment"), x.Graph())}}
}

// levels hands out batches of images that depend on nothing but their number.
type levels struct{}

func (levels) Name() string          { return "levels" }
func (levels) Fields() []media.Field { return point{}.Needs() }
func (levels) BatchSize() int        { return 6 }
func (levels) PerEpoch() int         { return 10 }
func (levels) Batch(k int) (media.Batch, error) {
	r := rand.New(rand.NewPCG(7, uint64(k)))
	pixels := make([]float32, 6*4*4)
	for i := range pixels {
		pixels[i] = 0.5 + 0.2*float32(r.NormFloat64())
	}
	return media.Batch{"x": tensors.FromFlatDataAndDimensions(pixels, 6, 4, 4, 1)}, nil
}

// p and what it is made of are in the checkpoint: a run that stops between two changes of p and
// goes on ends in the bits of one that never stopped.
func TestResumeIsExact(t *testing.T) {
	a := augment.PaperADA()
	a.Images, a.Every, a.Target, a.Start = 100, 4, 0, 0.2
	straight, stopped := t.TempDir(), t.TempDir()
	runTo(t, a, 22, straight)
	runTo(t, a, 7, stopped)
	signs := variables(t, stopped)
	if bytes.Equal(signs["/augment/seen"], make([]byte, 4)) {
		t.Fatal("the run stopped just after a change of p: that tests less")
	}
	runTo(t, a, 22, stopped)
	want, got := variables(t, straight), variables(t, stopped)
	for _, name := range []string{"/augment/p", "/augment/signs", "/augment/seen", "/D/w", "/G/level"} {
		if want[name] == nil {
			t.Errorf("%s is not in the checkpoint", name)
		}
	}
	for name := range want {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s differs: % x and % x", name, want[name], got[name])
		}
	}
	if p := want["/augment/p"]; bytes.Equal(p, signs["/augment/p"]) {
		t.Error("p never moved between step 7 and step 22: that tests nothing")
	}
}

func runTo(t *testing.T, a augment.ADA, steps int, dir string) {
	t.Helper()
	c := train.Defaults(steps)
	c.RecordEvery, c.SampleEvery, c.SaveEvery, c.HalfLife = 1, 0, 100, 0
	l, err := train.Resume(gantest.PlainGo(t), point{a}, levels{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range l.Run(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// variables reads every variable of the newest checkpoint of a run, as bytes.
func variables(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "checkpoints", "0*"))
	if err != nil || len(found) == 0 {
		entries, _ := os.ReadDir(dir)
		t.Fatal("no checkpoint", err, entries)
	}
	store := model.NewStore()
	if _, err := checkpoint.Load(store).Dir(found[len(found)-1]).Immediate().Done(); err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for v := range store.IterVariables() {
		if err := v.MustValue().ConstBytes(func(b []byte) { all[v.Path()] = bytes.Clone(b) }); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
