package train_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// line is the smallest recipe: G is one weight w and D one weight, each with the loss w. Adam
// therefore takes steps of exactly the learning rate, and everything the loop does to w can be
// computed by hand.
type line struct {
	Adam  train.Adam
	BadAt int `json:"-"` // the step, counted from 1, whose measure is NaN; 0: none
	Slope float64
	Blind bool // measure nothing of w
}

func newLine() line {
	return line{Adam: train.Adam{LearningRate: 0.5, Beta1: 0, Beta2: 0.5, Epsilon: 0}, Slope: 1}
}

func (line) Name() string           { return "line" }
func (r line) Needs() []media.Field { return []media.Field{{Name: "x", Kind: pixel}} }

func (r line) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(1, pixel, r.Sample)}
}

func (line) Sample(s *model.Scope, z *graph.Node) *graph.Node {
	w := s.At("G").VariableWithValue("w", float32(10)).NodeValue(z.Graph())
	return graph.BroadcastToDims(graph.DivScalar(w, 10), z.Shape().Dimensions[0], 1, 1, 1)
}

func (r line) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	g := x.Graph()
	weight := func(player string) *graph.Node {
		return s.At("%s", player).VariableWithValue("w", float32(10)).NodeValue(g)
	}
	d := weight("D")
	r.Adam.Descend(s.At("G"), graph.MulScalar(weight("G"), r.Slope))
	n := s.VariableWithValue("n", float32(0)).SetTrainable(false)
	n.SetNodeValue(graph.OnePlus(n.NodeValue(g)))
	isBad := graph.Equal(n.NodeValue(g), graph.Scalar(g, n.DType(), float64(r.BadAt)))
	nan := graph.Where(isBad, graph.Scalar(g, n.DType(), math.NaN()), graph.ScalarZero(g, n.DType()))
	w := weight("G")
	if r.Blind {
		w = graph.ZerosLike(w)
	}
	training := graph.ScalarZero(g, n.DType())
	if s.IsTraining(g) {
		training = graph.OnePlus(training)
	}
	return []train.Measure{{Name: "training", Value: training}, {Name: "w", Value: w}, {Name: "d", Value: d},
		{Name: "x", Value: graph.ReduceAllMean(x)}, {Name: "nan", Value: nan}}
}

// ones hands out float32 batches of 1, which the loop takes as they are.
type ones struct{}

func (ones) Name() string                   { return "ones" }
func (ones) Fields() []media.Field          { return line{}.Needs() }
func (ones) BatchSize() int                 { return 2 }
func (ones) PerEpoch() int                  { return 4 }
func (ones) Batch(int) (media.Batch, error) { return pixels(1, 1), nil }

func lineConfig(steps int) train.Config {
	c := train.Defaults(steps)
	c.RecordEvery, c.ProbeEvery, c.SampleEvery, c.SaveEvery, c.HalfLife = 1, 0, 0, 5, 0
	return c
}

func runLine(t *testing.T, r line, c train.Config, dir string) ([]train.Record, error) {
	t.Helper()
	l, err := train.New(gantest.PlainGo(t), r, ones{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	var records []train.Record
	for e, err := range l.Run(context.Background()) {
		if err != nil {
			return records, err
		}
		if e.Record != nil {
			records = append(records, *e.Record)
		}
	}
	return records, nil
}

func value(t *testing.T, r train.Record, name string) float64 {
	t.Helper()
	for _, v := range r.Values {
		if v.Name == name {
			return v.Value
		}
	}
	t.Fatalf("no %q in %v", name, r)
	return 0
}

func TestOnlyThePlayerMovesAndBySteps(t *testing.T) {
	records, err := runLine(t, newLine(), lineConfig(4), "")
	if err != nil || len(records) != 4 {
		t.Fatal(records, err)
	}
	for i, r := range records {
		gantest.Near(t, "Adam with β₁ = 0 and a constant gradient moves by the learning rate", value(t, r, "w"), 10-0.5*float64(i+1),
			1e-5)
		gantest.Near(t, "a step of G leaves D alone", value(t, r, "d"), 10, 0)
		gantest.Near(t, "float batches are taken as they are", value(t, r, "x"), 1, 0)
		gantest.Near(t, "four batches are an epoch", r.Epoch, float64(i+1)/4, 0)
	}
}

func TestBytesBecomeMinusOneToOne(t *testing.T) {
	step, err := train.NewStepper(gantest.PlainGo(t), newLine(), model.NewStore(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	for b, want := range map[uint8]float64{0: -1, 255: 1, 51: -0.6} {
		measured, err := step.Next(media.Batch{"x": tensors.FromFlatDataAndDimensions([]uint8{b, b}, 2, 1, 1, 1)})
		if err != nil {
			t.Fatal(err)
		}
		gantest.Near(t, fmt.Sprintf("the byte %d", b), measured[3].Value, want, 1e-6)
	}
}

// Half a cosine: 1 at the start, halfway between at half the steps, end at the end and after it;
// also of very few steps.
func TestCosine(t *testing.T) {
	for _, steps := range []int{1000, 7, 1} {
		s := train.Cosine(0, steps, 0.1)
		for i, k := range s[1:] {
			if k.Step <= s[i].Step {
				t.Errorf("%d steps: knot %d at step %d follows one at %d", steps, i+1, k.Step, s[i].Step)
			}
		}
		gantest.Near(t, "the start", s.At(0), 1, 1e-12)
		gantest.Near(t, "the end", s.At(steps), 0.1, 1e-12)
		gantest.Near(t, "after it", s.At(5*steps), 0.1, 1e-12)
	}
	s := train.Cosine(0, 1000, 0.1)
	for step, want := range map[int]float64{0: 1, 500: 0.55, 250: 0.55 + 0.45*math.Sqrt2/2, 750: 0.55 - 0.45*math.Sqrt2/2} {
		gantest.Near(t, "the factor", s.At(step), want, 1e-12)
	}
	late := train.Cosine(3000, 4000, 0.1) // the same fall after 3000 steps
	for step, want := range map[int]float64{0: 1, 2999: 1, 3000: 1, 3250: s.At(250), 3500: 0.55, 4000: 0.1, 5000: 0.1} {
		gantest.Near(t, fmt.Sprintf("the factor at step %d", step), late.At(step), want, 1e-12)
	}
}

func TestScheduleAt(t *testing.T) {
	s := train.Schedule{{Step: 10, Factor: 0}, {Step: 20, Factor: 1}, {Step: 40, Factor: 0.5}}
	for step, want := range map[int]float64{0: 0, 10: 0, 15: 0.5, 20: 1, 30: 0.75, 40: 0.5, 99: 0.5} {
		gantest.Near(t, fmt.Sprintf("factor at step %d", step), s.At(step), want, 1e-15)
	}
	gantest.Near(t, "no knots", train.Schedule(nil).At(7), 1, 0)
}

func TestScheduleMovesTheLearningRate(t *testing.T) {
	c := lineConfig(4)
	c.LearningRate = train.Schedule{{Step: 0, Factor: 1}, {Step: 2, Factor: 0}} // 1, ½, 0, 0
	records, err := runLine(t, newLine(), c, "")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{9.5, 9.25, 9.25, 9.25} {
		gantest.Near(t, fmt.Sprintf("w after step %d", i+1), value(t, records[i], "w"), want, 1e-5)
	}
}

// The averaged w is held against the recursion in float64: with a short half-life, where β soon
// holds, and with a long one, where the ramp does.
func TestEMA(t *testing.T) {
	for _, halfLife := range []float64{3, 1000} { // images; a batch has 2
		c := lineConfig(40)
		c.HalfLife, c.SaveEvery = halfLife, 0
		dir := t.TempDir()
		if _, err := runLine(t, newLine(), c, dir); err != nil {
			t.Fatal(err)
		}
		avg, w := 0.0, 10.0
		for n := range 40 {
			w -= 0.5
			β := math.Exp2(-2 / min(halfLife, 0.05*float64(n)*2)) // 0 for n = 0
			avg = β*avg + (1-β)*w
		}
		all := variables(t, dir)
		bits := binary.LittleEndian.Uint32(all["/ema/G/w"])
		gantest.Near(t, fmt.Sprintf("average of w after 40 steps, half-life %g", halfLife), float64(math.Float32frombits(bits)), avg,
			1e-4)
		for name := range all {
			if strings.HasPrefix(name, "/ema/") && name != "/ema/G/w" && name != "/ema/steps" {
				t.Errorf("%s was averaged too, and is not part of G", name)
			}
		}
	}
}

func TestRecordsAreMeans(t *testing.T) {
	c := lineConfig(4)
	c.RecordEvery = 2
	records, err := runLine(t, newLine(), c, "")
	if err != nil || len(records) != 2 {
		t.Fatal(records, err)
	}
	gantest.Near(t, "mean of w over steps 1 and 2: of 9.5 and 9", value(t, records[0], "w"), 9.25, 1e-5)
	gantest.Near(t, "mean of w over steps 3 and 4: of 8.5 and 8", value(t, records[1], "w"), 8.25, 1e-5)
	gantest.Near(t, "dropout and the like are on", value(t, records[0], "training"), 1, 0)
}

func TestNaNStopsAndKeepsTheGoodCheckpoint(t *testing.T) {
	dir := t.TempDir()
	r := newLine()
	r.BadAt = 8
	_, err := runLine(t, r, lineConfig(20), dir)
	var bad *train.NotFiniteError
	if !errors.As(err, &bad) {
		t.Fatalf("error %v, want a NotFiniteError", err)
	}
	if bad.Step != 8 || bad.Quantity != "nan" || !math.IsNaN(bad.Value) || !strings.Contains(err.Error(), "step 5 is good") {
		t.Errorf("%+v: %v", bad, err)
	}
	if got := filepath.Base(newest(t, dir)); got != "0000005" {
		t.Errorf("newest checkpoint %s, want step 5", got)
	}
}

// A weight can go bad while all that is measured is fine; such a checkpoint must not replace a good
// one.
func TestBadWeightIsNotSaved(t *testing.T) {
	dir := t.TempDir()
	r := newLine()
	r.Adam.LearningRate, r.Blind = 1e38, true // w leaves float32 in the fourth step
	_, err := runLine(t, r, lineConfig(20), dir)
	var bad *train.NotFiniteError
	if !errors.As(err, &bad) || bad.Step != 5 || !strings.HasPrefix(bad.Quantity, "G/") {
		t.Fatalf("error %v, want a NotFiniteError at the save of step 5 that names a variable of G", err)
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "checkpoints")); len(entries) > 0 {
		t.Errorf("%v was kept", entries)
	}
}

func TestFingerprint(t *testing.T) {
	print := func(r line, c train.Config) string {
		l, err := train.New(gantest.PlainGo(t), r, ones{}, c, "")
		if err != nil {
			t.Fatal(err)
		}
		f, err := l.Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	base := print(newLine(), lineConfig(5))
	if again := print(newLine(), lineConfig(5)); again != base {
		t.Errorf("the same experiment has the fingerprints %s and %s", base, again)
	}
	slope, seed := newLine(), lineConfig(5)
	slope.Slope = 2
	seed.Seed++
	for name, other := range map[string]string{"loss": print(slope, lineConfig(5)), "seed": print(newLine(), seed),
		"steps": print(newLine(), lineConfig(6))} {
		if other == base {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
}

func TestConfigErrorsNameTheField(t *testing.T) {
	for field, spoil := range map[string]func(*train.Config){
		"Steps":        func(c *train.Config) { c.Steps = -1 },
		"HalfLife":     func(c *train.Config) { c.HalfLife = -1 },
		"RecordEvery":  func(c *train.Config) { c.RecordEvery = 0 },
		"SampleEvery":  func(c *train.Config) { c.SampleEvery = -1 },
		"SampleCount":  func(c *train.Config) { c.SampleEvery, c.SampleCount = 1, 0 },
		"SaveEvery":    func(c *train.Config) { c.SaveEvery = -1 },
		"Keep":         func(c *train.Config) { c.Keep = 1 },
		"LearningRate": func(c *train.Config) { c.LearningRate = train.Schedule{{Step: 5}, {Step: 5}} },
	} {
		c := lineConfig(5)
		spoil(&c)
		if _, err := train.New(gantest.PlainGo(t), newLine(), ones{}, c, ""); err == nil ||
			!strings.Contains(err.Error(), "Config."+field) {
			t.Errorf("bad %s: error %v", field, err)
		}
	}
}

func TestRunDirectory(t *testing.T) {
	dir := t.TempDir()
	events := finish(t, resume(t, small(), config(20), dir))
	pictures := 0
	for _, e := range events {
		if e.Samples != nil {
			pictures++
			if e.Samples.Bounds().Eq(image.Rectangle{}) {
				t.Error("an empty picture")
			}
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "samples", "*.png"))
	if pictures != 3 || len(files) != 3 { // before the first step, after 10 and after 20
		t.Errorf("%d pictures, %d files, want 3", pictures, len(files))
	}
	if saved, _ := checkpointsIn(dir); len(saved) != 2 {
		t.Errorf("checkpoints %v, want the newest two of five", saved)
	}
	if last := events[len(events)-1]; !last.Done || last.Step != 20 || last.Left != 0 {
		t.Errorf("last event %+v", last)
	}
	info, err := train.ReadRun(dir)
	if err != nil || info.Recipe != "gan" || info.Data != "blobs" || info.Train.Seed != 1 {
		t.Errorf("config.json: %+v, %v", info, err)
	}
	h, err := train.ReadHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	// every 2 and at the saves of 5, 15
	if steps, losses := h.Series("loss D"); len(losses) != 12 || steps[0] != 2 || steps[11] != 20 {
		t.Errorf("%d losses at steps %v", len(losses), steps)
	}
	if _, err := train.ReadRun(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not a run") {
		t.Errorf("an empty directory: %v", err)
	}
}

func checkpointsIn(dir string) ([]string, error) {
	return filepath.Glob(filepath.Join(dir, "checkpoints", "*"))
}

func TestGenerator(t *testing.T) {
	dir := t.TempDir()
	finish(t, resume(t, small(), config(10), dir))
	gen, err := train.OpenGenerator(gantest.PlainGo(t), small(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer gen.Close()
	z := gen.Latents(3, 130) // more than one batch, and not a whole number of them
	all, err := gen.Images(z)
	if err != nil || len(all) != 130*64 {
		t.Fatal(len(all), err)
	}
	few, err := gen.Images(z[120:])
	if err != nil || string(few) != string(all[120*64:]) {
		t.Error("the same z gave another image in another batch")
	}
	if h, w, c := gen.Shape(); h != 8 || w != 8 || c != 1 {
		t.Error("shape", h, w, c)
	}
	if _, err := gen.Images([][]float32{{1, 2}}); err == nil || !strings.Contains(err.Error(), "has 2 values, want 5") {
		t.Errorf("a z of the wrong length: %v", err)
	}
}

func TestSlerp(t *testing.T) {
	a, b := []float32{3, 0}, []float32{0, 4}
	for _, c := range []struct{ t, x, y float64 }{{0, 3, 0}, {1, 0, 4}, {0.5, 3.5 / math.Sqrt2, 3.5 / math.Sqrt2}} {
		p := train.Slerp(a, b, c.t)
		gantest.Near(t, fmt.Sprintf("x at %g", c.t), float64(p[0]), c.x, 1e-6)
		gantest.Near(t, fmt.Sprintf("y at %g", c.t), float64(p[1]), c.y, 1e-6)
	}
	along := train.Slerp(a, []float32{7, 0}, 0.25)
	gantest.Near(t, "a quarter of the way out along one ray", float64(along[0]), 4, 1e-6)
}

// translator is a recipe whose G makes images of images, which nobody can draw.
type translator struct {
	line
	takes media.Field
}

func (r translator) Samplers() []train.Sampler {
	return []train.Sampler{{
		Name: "G", From: []media.Field{r.takes}, To: pixel,
		Graph: func(s *model.Scope, in train.In) *graph.Node { return r.Sample(s, in[r.takes.Name]) },
	}}
}

// Images from images are trained where no picture and no probe asks for inputs; otherwise New says
// which to leave out.
func TestSamplerOfImages(t *testing.T) {
	for _, test := range []struct {
		takes         media.Field
		sample, probe int
		want          string
	}{
		{media.Field{Name: "a", Kind: pixel}, 0, 0, ""},
		{media.Field{Name: "a", Kind: pixel}, 1, 0,
			`the sampler G takes "a": images of 1×1×1 are not drawn at random: give them, or set SampleEvery to 0`},
		{media.Field{Name: "a", Kind: pixel}, 0, 1,
			`G takes "a", which no batch has: images of 1×1×1 are not drawn at random: give them, or set ProbeEvery to 0`},
		{media.Field{Name: "x", Kind: pixel}, 0, 1, ""}, // the probe has a batch
		{media.Field{Name: "x", Kind: media.Points{Dim: 1}}, 0, 1,
			`G takes points of 1 dimensions as "x", and these are images of 1×1×1 in a batch`},
	} {
		c := lineConfig(2)
		c.SampleEvery, c.ProbeEvery = test.sample, test.probe
		l, err := train.New(gantest.PlainGo(t), translator{newLine(), test.takes}, ones{}, c, "")
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%+v: the error is %v", test, err)
			}
		} else if err != nil {
			t.Errorf("%+v: %v", test, err)
		} else {
			finish(t, l)
		}
	}
}

// idle is a recipe that looks at nothing, or makes nothing.
type idle struct {
	line
	needs    []media.Field
	samplers []train.Sampler
}

func (r idle) Needs() []media.Field      { return r.needs }
func (r idle) Samplers() []train.Sampler { return r.samplers }

func TestRecipeOfNothing(t *testing.T) {
	for _, r := range []idle{{samplers: newLine().Samplers()}, {needs: newLine().Needs()}} {
		if _, err := train.New(gantest.PlainGo(t), r, ones{}, lineConfig(1), ""); err == nil ||
			!strings.Contains(err.Error(), "one field at least") {
			t.Errorf("%d fields and %d samplers: %v", len(r.needs), len(r.samplers), err)
		}
	}
}
