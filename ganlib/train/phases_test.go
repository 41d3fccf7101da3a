package train_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// lazy is a recipe with two phases. Each phase and the step write a digit behind those that are
// there, 1, 2 and 3, and the step takes the number away: it says who came, and in which order. All
// move G by noise and by Adam, so that nobody can be left out or come twice without other bits at
// the end.
type lazy struct {
	Every [2]int
	Adam  train.Adam
	Slope float64 `json:"-"` // of the loss of the second phase; the graph alone knows of it
	BadAt float64 `json:"-"` // the batch for which the first phase measures NaN
	Fail  error   `json:"-"` // why the second phase cannot be built
}

func newLazy(first, second int) lazy {
	return lazy{Every: [2]int{first, second}, Adam: newLine().Adam, Slope: 1, BadAt: -1}
}

func (lazy) Name() string         { return "lazy" }
func (lazy) Needs() []media.Field { return []media.Field{{Name: "x", Kind: pixel}} }

func (lazy) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(1, pixel, line{}.Sample)}
}

// turn writes a digit, and moves G.
func (r lazy) turn(s *model.Scope, x *graph.Node, digit, slope float64) *graph.Node {
	g := x.Graph()
	log := s.VariableWithValue("log", float32(0)).SetTrainable(false)
	log.SetNodeValue(graph.AddScalar(graph.MulScalar(log.NodeValue(g), 10), digit))
	w := s.At("G").VariableWithValue("w", float32(10))
	noise := s.RandomNormal(g, shapes.Make(dtypes.Float32))
	r.Adam.Descend(s.At("G"), graph.MulScalar(graph.Square(graph.Add(w.NodeValue(g), noise)), slope))
	return log.NodeValue(g)
}

func (r lazy) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	log := r.turn(s, x, 3, 1)
	s.VariableWithValue("log", float32(0)).SetNodeValue(graph.ZerosLike(log))
	return []train.Measure{{Name: "log", Value: log}, {Name: "x", Value: graph.ReduceAllMean(x)}}
}

func (r lazy) Phases() []train.Phase {
	first := func(s *model.Scope, in train.In) []train.Measure {
		x := in["x"]
		r.turn(s, x, 1, 1)
		own := s.At("G").VariableWithValue("own", float32(0)).SetTrainable(false) // no other graph knows it
		own.SetNodeValue(graph.OnePlus(own.NodeValue(x.Graph())))
		mean := graph.ReduceAllMean(x)
		bad := graph.Equal(mean, graph.Scalar(x.Graph(), x.DType(), r.BadAt))
		return []train.Measure{{Name: "first", Value: graph.Where(bad, graph.Scalar(x.Graph(), x.DType(), math.NaN()), mean)}}
	}
	second := func(s *model.Scope, in train.In) []train.Measure {
		x := in["x"]
		if r.Fail != nil {
			panic(r.Fail)
		}
		r.turn(s, x, 2, r.Slope)
		mean := graph.ReduceAllMean(x)
		return []train.Measure{{Name: "second", Value: mean}, {Name: "half", Value: graph.DivScalar(mean, 2)}}
	}
	return []train.Phase{{Name: "one", Every: r.Every[0], Graph: first}, {Name: "two", Every: r.Every[1], Graph: second}}
}

// counted hands out float32 batches of their own number.
type counted struct{}

func (counted) Name() string                     { return "counted" }
func (counted) Fields() []media.Field            { return line{}.Needs() }
func (counted) BatchSize() int                   { return 2 }
func (counted) PerEpoch() int                    { return 4 }
func (counted) Batch(k int) (media.Batch, error) { return pixels(float32(k), float32(k)), nil }

func TestPhasesComeWhenDue(t *testing.T) {
	step, err := train.NewStepper(gantest.PlainGo(t), newLazy(2, 3), model.NewStore(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	for n, want := range []string{
		"log=123 x=0 first=0 second=0 half=0", // all are due in the first step
		"log=3 x=1",
		"log=13 x=2 first=2",
		"log=23 x=3 second=3 half=1.5",
		"log=13 x=4 first=4",
		"log=3 x=5",
		"log=123 x=6 first=6 second=6 half=3",
	} {
		if step.Step != n {
			t.Errorf("the next step is number %d, want %d", step.Step, n)
		}
		measured, err := step.Next(pixels(float32(n), float32(n)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range measured {
			got = append(got, fmt.Sprintf("%s=%g", m.Name, m.Value))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("step %d: got %s, want %s", n, got, want)
		}
	}
	step.Step = 12 // as after a resumption
	if measured, err := step.Next(pixels(7, 7)); err != nil || measured[0].Value != 123 {
		t.Errorf("step 12: %v, %v; want both phases", measured, err)
	}
}

func newLoop(t *testing.T, r train.Recipe, c train.Config, dir string) *train.Loop {
	t.Helper()
	l, err := train.Resume(gantest.PlainGo(t), r, counted{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A record has the mean of what was measured since the last one: of all steps, or of those in which
// a phase was due.
func TestRecordsOfPhases(t *testing.T) {
	c, dir := lineConfig(8), t.TempDir()
	c.RecordEvery, c.SaveEvery = 2, 0
	finish(t, newLoop(t, newLazy(3, 4), c, dir))
	h, err := train.ReadHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"x":      "[2 4 6 8] [0.5 2.5 4.5 6.5]",
		"first":  "[2 4 8] [0 3 6]", // due in steps 0, 3 and 6, whose batches hold these numbers
		"second": "[2 6] [0 4]",
		"half":   "[2 6] [0 2]",
	} {
		steps, values := h.Series(name)
		if got := fmt.Sprint(steps, values); got != want {
			t.Errorf("%s: steps and means %s, want %s", name, got, want)
		}
	}
	if got := h[0].Values[0].Name; got != "log" {
		t.Errorf("a record starts with %q, want what the step measures", got)
	}

	c.RecordEvery, dir = 8, t.TempDir()
	finish(t, newLoop(t, newLazy(3, 4), c, dir))
	if h, err = train.ReadHistory(dir); err != nil || len(h) != 1 {
		t.Fatal(h, err)
	}
	gantest.Near(t, "mean of eight steps", value(t, h[0], "x"), 3.5, 1e-6)
	gantest.Near(t, "mean of the three that had it", value(t, h[0], "first"), 3, 1e-6)
	gantest.Near(t, "mean of the two that had it", value(t, h[0], "second"), 2, 1e-6)
}

// Stopped between two steps in which a phase is due, a run goes on as if nothing had been; also
// where the phase is not due before the next checkpoint, which must have the variables of the phase
// all the same.
func TestPhasesResumeExactly(t *testing.T) {
	// due in steps 0, 3 and 6, and in 0 and 5
	for _, c := range []struct{ at, end int }{{1, 8}, {2, 8}, {4, 8}, {5, 8}, {6, 8}, {1, 3}, {4, 5}} {
		straight, twice := t.TempDir(), t.TempDir()
		config := lineConfig(c.at)
		config.ProbeEvery = 1 // how far G moved since the last probe is known after a resumption too
		config.SaveEvery, config.HalfLife = 0, 100
		finish(t, newLoop(t, newLazy(3, 5), config, twice))
		config.Steps = c.end
		finish(t, newLoop(t, newLazy(3, 5), config, twice))
		finish(t, newLoop(t, newLazy(3, 5), config, straight))
		sameVariables(t, variables(t, straight), variables(t, twice))
		first, errA := train.ReadHistory(straight)
		second, errB := train.ReadHistory(twice)
		if errA != nil || errB != nil || fmt.Sprint(first) != fmt.Sprint(second) {
			t.Errorf("%+v: the histories differ: %v %v\n%v\n%v", c, errA, errB, first, second)
		}
	}
}

// A phase's step is one of Adam, and none of the average of G.
func TestPhasesShareTheOptimiser(t *testing.T) {
	store := model.NewStore()
	step, err := train.NewStepper(gantest.PlainGo(t), newLazy(2, 3), store, 100)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	for k := range 7 {
		if _, err := step.Next(pixels(float32(k), float32(k))); err != nil {
			t.Fatal(err)
		}
	}
	count := func(path string) float64 {
		out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, g *graph.Graph) *graph.Node {
			return graph.ConvertDType(store.GetVariable(path).NodeValue(g), dtypes.Float64)
		})
		if err != nil {
			t.Fatal(err)
		}
		return gantest.Flat(t, out)[0]
	}
	gantest.Near(t, "steps of Adam: 7, 4 for the first phase and 3 for the second", count("/G/adam/step"), 14, 0)
	gantest.Near(t, "steps of the average", count("/ema/steps"), 7, 0)
}

func TestFingerprintOfPhases(t *testing.T) {
	print := func(r train.Recipe) string {
		f, err := newLoop(t, r, lineConfig(5), "").Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	base, slope, none := print(newLazy(2, 3)), newLazy(2, 3), newLazy(2, 3)
	if again := print(newLazy(2, 3)); again != base {
		t.Errorf("the same experiment has the fingerprints %s and %s", base, again)
	}
	slope.Slope = 2
	if print(slope) == base {
		t.Error("another loss in the second phase has the same fingerprint")
	}
	if print(unphased{none}) == base {
		t.Error("the recipe without phases has the same fingerprint")
	}
	if print(newLazy(2, 4)) == base {
		t.Error("a phase that is due every fourth step, not every third, has the same fingerprint")
	}
}

// unphased is a recipe without its phases.
type unphased struct{ train.Recipe }

func TestPhasesThatFail(t *testing.T) {
	r := newLazy(1, 2)
	r.Fail = errors.New("no such network")
	run := func(r lazy) (err error) {
		l, err := train.New(gantest.PlainGo(t), r, &counted{}, lineConfig(5), "")
		if err != nil {
			return err
		}
		for _, e := range l.Run(context.Background()) {
			err = e
		}
		return err
	}
	if err := run(r); !errors.Is(err, r.Fail) || !strings.Contains(err.Error(), "two: ") {
		t.Errorf("got %v, want the error of the phase and its name", err)
	}
	r = newLazy(2, 3)
	r.BadAt = 4
	var bad *train.NotFiniteError
	if err := run(r); !errors.As(err, &bad) || bad.Step != 5 || bad.Quantity != "first" {
		t.Errorf("got %v, want NaN in what the first phase measures in the fifth step", err)
	}
	for _, every := range []int{0, -1} {
		if _, err := train.NewStepper(gantest.PlainGo(t), newLazy(1, every), model.NewStore(), 0); err == nil ||
			!strings.Contains(err.Error(), fmt.Sprintf("phase two is due every %d steps", every)) {
			t.Errorf("Every = %d: got %v", every, err)
		}
	}
}

// Karras et al. 2020, appendix B: with a penalty every k-th step there are k + 1 steps where there
// were k.
func TestAdamLazy(t *testing.T) {
	a := train.Adam{LearningRate: 0.0025, Beta1: 0, Beta2: 0.99, Epsilon: 1e-8}
	for k, want := range map[int]train.Adam{
		1:  {LearningRate: 0.00125, Beta2: math.Sqrt(0.99), Epsilon: 1e-8},
		4:  {LearningRate: 0.002, Beta2: 0.9919919679, Epsilon: 1e-8},
		16: {LearningRate: 0.0023529412, Beta2: 0.9905854573, Epsilon: 1e-8},
	} {
		got := a.Lazy(k)
		gantest.Near(t, fmt.Sprintf("α for a penalty every %d steps", k), got.LearningRate, want.LearningRate, 5e-11)
		gantest.Near(t, "β₁ = 0 stays", got.Beta1, 0, 0)
		gantest.Near(t, fmt.Sprintf("β₂ for a penalty every %d steps", k), got.Beta2, want.Beta2, 1e-10) // printed with ten digits
		gantest.Near(t, "ε stays", got.Epsilon, 1e-8, 0)
		// What k + 1 such steps do together is what k did: they go as far and forget as much.
		gantest.Near(t, "(k+1)·α′ = k·α", float64(k+1)*got.LearningRate, float64(k)*a.LearningRate, 1e-15)
		gantest.Near(t, "β₂′ᵏ⁺¹ = β₂ᵏ", math.Pow(got.Beta2, float64(k+1)), math.Pow(a.Beta2, float64(k)), 1e-14)
	}
	a.Beta1 = 0.5
	gantest.Near(t, "β₁ = ½, k = 1", a.Lazy(1).Beta1, math.Sqrt2/2, 1e-15)
}

// The weight of the old average in one step, as facts published about StyleGAN2-ADA and this
// formula have it; and, over the first steps, as its ramp-up has it.
func TestEMAWeight(t *testing.T) {
	for _, c := range []struct {
		batch    int
		halfLife float64
		steps    float32 // so far
		want     float64
	}{
		{32, 10_000, 1e6, 0.9977843871},
		{64, 500_000, 1e7, 0.9999112811},
		{512, 5_000_000, 1e7, 0.9999290242},
		{256, 500_000, 1e7, 0.9996451716},
		{32, 10_000, 0, 0},
		{32, 10_000, 20, 0.5}, // the half-life is 0.05·20 batches, which is one
		{8, 10_000, 20, 0.5},
		{32, 10_000, 200, 0.9330329915}, // 2^(−1/10)
		{32, 10_000, 6249, 0.9977840326},
		{32, 10_000, 6251, 0.9977843871}, // 0.05·6250·32 = 10,000
	} {
		r := newLine()
		r.Adam.LearningRate = 0
		store := model.NewStore()
		store.VariableWithValue("/G/w", float32(0))
		store.VariableWithValue("/ema/G/w", float32(1))
		store.VariableWithValue("/ema/steps", c.steps)
		step, err := train.NewStepper(gantest.PlainGo(t), r, store, c.halfLife)
		if err != nil {
			t.Fatal(err)
		}
		defer step.Close()
		if _, err := step.Next(pixels(make([]float32, c.batch)...)); err != nil {
			t.Fatal(err)
		}
		got := gantest.Flat(t, store.GetVariable("/ema/G/w").MustValue())[0] // β·1 + (1 − β)·0
		gantest.Near(t, fmt.Sprintf("β of %+v", c), got, c.want, 2e-7)       // float32
	}
}
