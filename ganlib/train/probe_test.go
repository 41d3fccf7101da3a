package train_test

import (
	"context"
	"errors"
	"fmt"
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

// stretch is a recipe whose images are w·z and whose scores are the sum of an image and v; w and v
// are the number of the step, and dropout would show.
type stretch struct{ Bad bool }

func (stretch) Name() string         { return "stretch" }
func (stretch) Needs() []media.Field { return []media.Field{{Name: "x", Kind: pairKind}} }

func (r stretch) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(2, pairKind, r.Sample)}
}

// pairKind are two values beside each other.
var pairKind = media.Images{Height: 1, Width: 2, Channels: 1}

func (r stretch) count(s *model.Scope, g *graph.Graph) *model.Variable {
	return s.VariableWithValue("w", float32(0)).SetTrainable(false)
}

func (r stretch) Sample(s *model.Scope, z *graph.Node) *graph.Node {
	w := r.count(s.At("G"), z.Graph()).NodeValue(z.Graph())
	if s.IsTraining(z.Graph()) {
		panic(errors.New("a probe trains"))
	}
	if r.Bad {
		w = graph.Log(graph.AddScalar(graph.Neg(w), 2.5)) // NaN from the third step on
	}
	return graph.Reshape(graph.Mul(z, w), z.Shape().Dimensions[0], 1, -1, 1)
}

func (r stretch) Score(s *model.Scope, in train.In) *graph.Node {
	x := in["x"]
	v := r.count(s.At("D"), x.Graph()).NodeValue(x.Graph())
	return graph.Add(graph.ReduceSum(x, 1, 2, 3), v)
}

func (r stretch) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	for _, player := range []string{"G", "D"} {
		v := r.count(s.At("%s", player), x.Graph())
		v.SetNodeValue(graph.OnePlus(v.NodeValue(x.Graph())))
	}
	return []train.Measure{{Name: "one", Value: graph.ScalarOne(x.Graph(), x.DType())}}
}

// pairs hands out always more images of two values each, so many in a batch: the n-th batch of a
// run is not its first.
type pairs struct{ from, batch int }

func (p *pairs) Name() string          { return "pairs" }
func (p *pairs) Fields() []media.Field { return stretch{}.Needs() }
func (p *pairs) BatchSize() int        { return p.batch }
func (p *pairs) PerEpoch() int         { return 10 }
func (p *pairs) Batch(k int) (media.Batch, error) {
	flat := p.first()
	for i := range flat {
		flat[i] += float32(k)
	}
	return media.Batch{"x": tensors.FromFlatDataAndDimensions(flat, p.batch, 1, 2, 1)}, nil
}

// first is the content of batch 0.
func (p *pairs) first() []float32 {
	flat := make([]float32, 2*p.batch)
	for i := range flat {
		flat[i] = float32(p.from) + float32(math.Sin(float64(i*i)))
	}
	return flat
}

func probeConfig(steps int) train.Config {
	c := train.Defaults(steps)
	c.HalfLife, c.SampleEvery, c.SaveEvery, c.RecordEvery, c.ProbeEvery = 0, 0, 0, 1, 2
	return c
}

func runProbed(t *testing.T, r train.Recipe, c train.Config, dir string) (train.History, error) {
	t.Helper()
	l, err := train.New(gantest.PlainGo(t), r, &pairs{from: 1000, batch: 70}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	l.HoldOut(&pairs{from: 5, batch: 3})
	var h train.History
	for e, err := range l.Run(context.Background()) {
		if err != nil {
			return h, err
		}
		if e.Record != nil {
			h = append(h, *e.Record)
		}
	}
	return h, nil
}

// Every value of a probe is held against plain Go: 64 of the 70 images of a batch, the fixed z, and
// the images of the probe before.
func TestProbe(t *testing.T) {
	c := probeConfig(4)
	h, err := runProbed(t, stretch{}, c, "")
	if err != nil || len(h) != 4 {
		t.Fatal(h, err)
	}
	if len(h[0].Probe) > 0 || len(h[2].Probe) > 0 || len(h[1].Probe) == 0 {
		t.Errorf("probes at the wrong steps, want them at 2 and 4: %v", h)
	}
	if _, ok := probed(h[1], train.Movement); ok {
		t.Error("the first probe tells how far images moved, but from where?")
	}
	z := train.Latents(c.Seed, 64, 2)
	data := (&pairs{from: 1000, batch: 70}).first()[:128] // far from 0, where squares of float32 forget what lies between images
	var real, now [][2]float64
	for i := range 64 {
		real = append(real, [2]float64{float64(data[2*i]), float64(data[2*i+1])})
		now = append(now, [2]float64{4 * float64(z[i][0]), 4 * float64(z[i][1])})
	}
	unit, lengths := between(real), 0.0
	for _, x := range now {
		lengths += math.Hypot(x[0], x[1]) / 4 * 2 / 64 // from 2z to 4z
	}
	heldOut := (&pairs{from: 5, batch: 3}).first()
	meanHeld := 0.0
	for _, v := range heldOut {
		meanHeld += float64(v) / 3
	}
	want := map[string]float64{train.Spread: between(now) / unit, train.Movement: lengths / unit}
	want[train.ImagesMean], want[train.ImagesDeviation], want[train.ImagesMin], want[train.ImagesMax] = summary(now)
	want[train.DataMean], want[train.DataDeviation], want[train.DataMin], want[train.DataMax] = summary(real)
	want[train.ScoreReal], want[train.ScoreGenerated] = 2*want[train.DataMean]+4, 2*want[train.ImagesMean]+4
	want[train.ScoreHeldOut] = meanHeld + 4
	for name, w := range want {
		got, ok := probed(h[3], name)
		if !ok {
			t.Errorf("no %q", name)
			continue
		}
		gantest.Near(t, name, got, w, 1e-4*(1+math.Abs(w)))
	}
	if len(h[3].Probe) != len(want) {
		t.Errorf("a probe has %d values, want %d: %v", len(h[3].Probe), len(want), h[3].Probe)
	}
}

// between is the mean distance of different points.
func between(x [][2]float64) (mean float64) {
	for i, a := range x {
		for j, b := range x {
			if i != j {
				mean += math.Hypot(a[0]-b[0], a[1]-b[1]) / float64(len(x)*(len(x)-1))
			}
		}
	}
	return mean
}

func summary(x [][2]float64) (mean, deviation, least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	n := float64(2 * len(x))
	for _, p := range x {
		for _, v := range p {
			mean, least, most = mean+v/n, min(least, v), max(most, v)
		}
	}
	for _, p := range x {
		for _, v := range p {
			deviation += (v - mean) * (v - mean) / n
		}
	}
	return mean, math.Sqrt(deviation), least, most
}

func probed(r train.Record, name string) (float64, bool) {
	for _, v := range r.Probe {
		if v.Name == name {
			return v.Value, true
		}
	}
	return 0, false
}

// The history is the same with a resumption at a checkpoint in its middle, movements and all,
// though a save is not at a step that is due for a probe.
func TestProbesResumeExactly(t *testing.T) {
	c, straight, twice := probeConfig(10), t.TempDir(), t.TempDir()
	c.ProbeEvery, c.SaveEvery = 4, 3
	play := func(dir string, until int) {
		l, err := train.Resume(gantest.PlainGo(t), stretch{}, &pairs{batch: 5}, c, dir)
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range l.Run(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Checkpoint != "" && e.Step == until {
				break
			}
		}
	}
	play(straight, 0)
	play(twice, 6)
	play(twice, 0)
	a, errA := train.ReadHistory(straight)
	b, errB := train.ReadHistory(twice)
	if errA != nil || errB != nil || fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("the histories differ: %v %v\n%v\n%v", errA, errB, a, b)
	}
	var steps []int
	for _, r := range a {
		if len(r.Probe) > 0 {
			steps = append(steps, r.Step)
		}
	}
	if fmt.Sprint(steps) != "[3 4 6 8 9 10]" {
		t.Errorf("probes at steps %v, want those due (4, 8), the saves (3, 6, 9) and the end", steps)
	}
	if s, v := a.Series(train.Movement); len(s) != 5 || s[0] != 4 || !(v[0] > 0) {
		t.Errorf("movements %v at %v, want five from step 4 on", v, s)
	}
}

// To look changes nothing: with probes at every step, with held-out data or with none, the weights
// are the same bits.
func TestProbesChangeNothing(t *testing.T) {
	with, without := t.TempDir(), t.TempDir()
	for dir, every := range map[string]int{with: 1, without: 0} {
		c := config(12)
		c.ProbeEvery = every
		l := resume(t, small(), c, dir)
		if every > 0 {
			l.HoldOut(blobs{})
		}
		finish(t, l)
	}
	sameVariables(t, variables(t, with), variables(t, without))
	h, err := train.ReadHistory(with)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{train.ScoreReal, train.ScoreHeldOut, "gradient D", "gradient G"} {
		if steps, _ := h.Series(name); len(steps) == 0 {
			t.Errorf("no %q in the history", name)
		}
	}
	if h, _ := train.ReadHistory(without); len(h[len(h)-1].Probe) > 0 {
		t.Error("probes though there should be none")
	}
}

// A run that goes to NaN leaves a record of what was measured until then and of why it ended, which
// a resumption takes away.
func TestTheLastRecordSaysWhyTheRunEnded(t *testing.T) {
	dir, c := t.TempDir(), lineConfig(20)
	r := newLine()
	r.BadAt, c.RecordEvery = 9, 4
	if _, err := runLine(t, r, c, dir); err == nil {
		t.Fatal("no error")
	}
	h, err := train.ReadHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	last := h[len(h)-1]
	if last.Step != 9 || last.Ended != "nan became NaN" || h[len(h)-2].Ended != "" {
		t.Errorf("the history ends with %+v", h[len(h)-2:])
	}
	r.BadAt, c.SaveEvery = 0, 5
	l, err := train.Resume(gantest.PlainGo(t), r, ones{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, l)
	h, err = train.ReadHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range h {
		if r.Ended != "" {
			t.Errorf("step %d still says that the run ended", r.Step)
		}
	}
}

// G can make NaN while all that a step measures is fine: a probe sees it.
func TestProbeSeesImagesThatAreNoNumbers(t *testing.T) {
	dir := t.TempDir()
	_, err := runProbed(t, stretch{Bad: true}, probeConfig(8), dir)
	var bad *train.NotFiniteError
	if !errors.As(err, &bad) || bad.Step != 4 || bad.Quantity != train.ImagesMean {
		t.Fatalf("error %v, want one at the probe of step 4 that names the images", err)
	}
	h, err := train.ReadHistory(dir)
	if err != nil || len(h) != 4 || h[3].Ended != "images mean became NaN" || len(h[3].Values) == 0 {
		t.Errorf("%v: the history ends with %+v", err, h[len(h)-1])
	}
}

// Runs of versions without probes are read and resumed.
func TestOldRunsAreReadAndResumed(t *testing.T) {
	dir, c := t.TempDir(), lineConfig(5)
	if _, err := runLine(t, newLine(), c, dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "config.json"))
	if err != nil || strings.Contains(string(text), "probe") {
		t.Fatalf("%v: without probes config.json is to be as it was before there were any:\n%s", err, text)
	}
	lines, err := os.ReadFile(filepath.Join(dir, "history.jsonl"))
	if err != nil || strings.Contains(string(lines), "probe") || strings.Contains(string(lines), "ended") {
		t.Errorf("%v: likewise the history:\n%s", err, lines)
	}
	old := `{"step":1,"epoch":0.1,"values":[{"name":"w","value":2}]}` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "history.jsonl"), []byte(old), 0o666); err != nil {
		t.Fatal(err)
	}
	if h, err := train.ReadHistory(dir); err != nil || len(h) != 1 || h[0].Values[0].Value != 2 {
		t.Errorf("%v: %v", err, h)
	}
	c.ProbeEvery = -1
	if _, err := train.New(gantest.PlainGo(t), newLine(), ones{}, c, ""); err == nil ||
		!strings.Contains(err.Error(), "ProbeEvery is -1") {
		t.Errorf("ProbeEvery −1: %v", err)
	}
}

// wide makes images of another size than the data.
type wide struct{ stretch }

func (r wide) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(4, media.Images{Height: 1, Width: 4, Channels: 1}, r.Sample)}
}

func TestProbeRefusesImagesOfAnotherSize(t *testing.T) {
	_, err := train.New(gantest.PlainGo(t), wide{}, &pairs{from: 1000, batch: 70}, probeConfig(4), "")
	if err == nil || !strings.Contains(err.Error(), "ProbeEvery to 0") {
		t.Errorf("error %v, want one that says the way out", err)
	}
}

// two has a gradient of known length: L = 3a + 2Σb with four values in b has ‖∇L‖ = √(9 + 4·4) = 5.
type two struct{ rms bool }

func (two) Name() string         { return "two" }
func (two) Needs() []media.Field { return []media.Field{{Name: "x", Kind: pixel}} }

func (two) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(1, pixel, line{}.Sample)}
}

func (r two) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	g := x.Graph()
	a := s.At("G").VariableWithValue("a", float32(1)).NodeValue(g)
	b := s.At("G").VariableWithValue("b", []float32{1, 2, 3, 4}).NodeValue(g)
	other := s.At("D").VariableWithValue("w", float32(1)).NodeValue(g) // not G's: it does not count
	L := graph.Add(graph.Add(graph.MulScalar(a, 3), graph.MulScalar(graph.ReduceAllSum(b), 2)), graph.MulScalar(other, 100))
	var norm *graph.Node
	if r.rms {
		norm = train.RMSProp{LearningRate: 0.1, Decay: 0.9, Epsilon: 1e-8}.Descend(s.At("G"), L)
	} else {
		norm = train.Adam{LearningRate: 0.1, Beta1: 0.5, Beta2: 0.9, Epsilon: 1e-8}.Descend(s.At("G"), L)
	}
	return []train.Measure{{Name: "norm", Value: norm}}
}

func TestGradientNorm(t *testing.T) {
	for _, r := range []two{{rms: false}, {rms: true}} {
		step, err := train.NewStepper(gantest.PlainGo(t), r, model.NewStore(), 0)
		if err != nil {
			t.Fatal(err)
		}
		defer step.Close()
		for range 2 {
			m, err := step.Next(pixels(1, 1))
			if err != nil {
				t.Fatal(err)
			}
			gantest.Near(t, fmt.Sprintf("‖∇L‖, %+v", r), m[0].Value, 5, 1e-5)
		}
	}
}

// vector has a loss for each image in place of one.
type vector struct{ two }

func (vector) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	w := s.At("G").VariableWithValue("w", []float32{1, 2}).NodeValue(x.Graph())
	return []train.Measure{{Name: "norm", Value: newLine().Adam.Descend(s.At("G"), w)}}
}

func TestALossIsOneNumber(t *testing.T) {
	step, err := train.NewStepper(gantest.PlainGo(t), vector{}, model.NewStore(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	if _, err := step.Next(pixels(1, 1)); err == nil || !strings.Contains(err.Error(), "mean over the batch") {
		t.Errorf("error %v, want one that says what to do", err)
	}
}
