package train_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
)

// annealedBowl is a bowl that G goes down with an Adam that changes, and measures that Adam as well.
type annealedBowl struct{ Start, End train.Adam }

func (annealedBowl) Name() string              { return "annealed bowl" }
func (annealedBowl) Needs() []media.Field      { return bowl{}.Needs() }
func (annealedBowl) Samplers() []train.Sampler { return bowl{}.Samplers() }

func (r annealedBowl) Step(s *model.Scope, in train.In) []train.Measure {
	g := in["x"].Graph()
	w := s.At("G").VariableWithValue("w", bowlStart)
	a := graph.ConvertDType(graph.Const(g, bowlSlopes), in["x"].DType())
	r.Start.DescendToward(r.End, s.At("G"), graph.MulScalar(graph.ReduceAllSum(graph.Mul(a, graph.Square(w.NodeValue(g)))), 0.5))
	at := func(i int) *graph.Node { return graph.Squeeze(graph.Slice(w.NodeValue(g), graph.AxisElem(i)), 0) }
	return []train.Measure{{Name: "w0", Value: at(0)}, {Name: "w1", Value: at(1)},
		{Name: "half-life", Value: r.HalfLife(s, g, 100)}}
}

func (annealedBowl) HalfLife(s *model.Scope, g *graph.Graph, full float64) *graph.Node {
	return train.Anneal(s, g, 0, full)
}

func newAnnealedBowl() annealedBowl {
	return annealedBowl{
		train.Adam{LearningRate: 0.3, Beta1: 0.5, Beta2: 0.5, Epsilon: 1e-3},
		train.Adam{LearningRate: 0.1, Beta1: 0.5, Beta2: 0.99, Epsilon: 1e-3},
	}
}

// Algorithm 1 of Adam in float64, with α and β₂ on half a cosine over three steps, and level after it.
func TestDescendTowardIsTheRule(t *testing.T) {
	r := newAnnealedBowl()
	step, err := train.NewStepper(gantest.PlainGo(t), r, model.NewStore(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	w, m, v := []float64{float64(bowlStart[0]), float64(bowlStart[1])}, []float64{0, 0}, []float64{0, 0}
	for n := range 5 {
		if err := step.Anneal(3); err != nil {
			t.Fatal(err)
		}
		factor := 1.0
		if n == 4 { // the schedule of the loop multiplies α, too
			factor = 0.5
			if err := step.SetRates(factor); err != nil {
				t.Fatal(err)
			}
		}
		measured, err := step.Next(pixels(1))
		if err != nil {
			t.Fatal(err)
		}
		over, t1 := float64(n)/3, float64(n+1)
		α, β2 := factor*ref.HalfCosine(0.3, 0.1, over), ref.HalfCosine(0.5, 0.99, over)
		for i := range w {
			g := bowlSlopes[i] * w[i]
			m[i], v[i] = 0.5*m[i]+0.5*g, β2*v[i]+(1-β2)*g*g
			w[i] -= α * m[i] / (1 - math.Pow(0.5, t1)) / (math.Sqrt(v[i]/(1-math.Pow(β2, t1))) + 1e-3)
			gantest.Near(t, fmt.Sprintf("%s after step %d", measured[i].Name, n+1), measured[i].Value, w[i], 2e-5)
		}
		gantest.Near(t, "half-life", measured[2].Value, ref.HalfCosine(0, 100, over), 1e-5)
	}
}

// With nothing to change, DescendToward is Descend.
func TestDescendTowardItself(t *testing.T) {
	r := newAnnealedBowl()
	r.End = r.Start
	a, b := finalWeights(t, r, 3), finalWeights(t, plainBowl{r}, 3)
	for i := range a {
		gantest.Near(t, "a weight after four steps", a[i], b[i], 1e-6)
	}
}

// plainBowl is an annealedBowl with the Adam of the start alone.
type plainBowl struct{ annealedBowl }

func (r plainBowl) Step(s *model.Scope, in train.In) []train.Measure {
	g := in["x"].Graph()
	w := s.At("G").VariableWithValue("w", bowlStart).NodeValue(g)
	a := graph.ConvertDType(graph.Const(g, bowlSlopes), in["x"].DType())
	r.Start.Descend(s.At("G"), graph.MulScalar(graph.ReduceAllSum(graph.Mul(a, graph.Square(w))), 0.5))
	return nil
}

// finalWeights are G's weights after four steps with a decay.
func finalWeights(t *testing.T, r train.Recipe, decay int) []float64 {
	t.Helper()
	store := model.NewStore()
	step, err := train.NewStepper(gantest.PlainGo(t), r, store, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	for range 4 {
		if err := step.Anneal(decay); err != nil {
			t.Fatal(err)
		}
		if _, err := step.Next(pixels(1)); err != nil {
			t.Fatal(err)
		}
	}
	return gantest.Flat(t, store.GetVariable("/G/w").MustValue())
}

// annealedConfig is that of a run whose decay is over after three steps of four.
func annealedConfig(steps int) train.Config {
	c := lineConfig(steps)
	c.Decay, c.HalfLife = 3, 5
	return c
}

// A run that is stopped in the middle of its decay and goes on ends in the bits of one that was not; with another decay it is another
// run, and is not taken up.
func TestAnnealedRunResumes(t *testing.T) {
	straight, twice := t.TempDir(), t.TempDir()
	play := func(dir string, c train.Config) error {
		loop, err := train.Resume(gantest.PlainGo(t), newAnnealedBowl(), ones{}, c, dir)
		if err == nil {
			finish(t, loop)
		}
		return err
	}
	for _, err := range []error{play(straight, annealedConfig(4)), play(twice, annealedConfig(2)), play(twice, annealedConfig(4))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	sameVariables(t, variables(t, twice), variables(t, straight))
	for name, decay := range map[string]int{"with its decay": 3, "without": 0} {
		same := bytes.Equal(variables(t, straight)["/G/w"], float32Bytes(finalWeights(t, newAnnealedBowl(), decay)))
		if same != (decay == 3) {
			t.Errorf("the loop ends where single steps end %s: %t", name, same)
		}
	}
	other := annealedConfig(6)
	other.Decay = 5
	if err := play(twice, other); !errors.Is(err, train.ErrConfigChanged) || !strings.Contains(err.Error(), "train.decay: 3 in the run, 5 now") {
		t.Errorf("another decay: error %v", err)
	}
	other.Decay = -1
	if err := play(t.TempDir(), other); err == nil || !strings.Contains(err.Error(), "Decay is -1 steps") {
		t.Errorf("a negative decay: error %v", err)
	}
}

// The average of an annealed recipe remembers as long as the recipe says: nothing at first, when its half-life is 0.
func TestHalfLifeOfAnAnnealedRecipe(t *testing.T) {
	r, store := newAnnealedBowl(), model.NewStore()
	step, err := train.NewStepper(gantest.PlainGo(t), r, store, 5)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	average := 0.0
	for n, c := range []float64{1, 0.75, 0.25, 0} {
		if err := step.Anneal(3); err != nil {
			t.Fatal(err)
		}
		measured, err := step.Next(pixels(1))
		if err != nil {
			t.Fatal(err)
		}
		β := math.Exp2(-1 / (5 * (1 - c))) // 0 for c = 1
		average = β*average + (1-β)*measured[0].Value
		got := gantest.Flat(t, store.GetVariable("/ema/G/w").MustValue())[0]
		gantest.Near(t, fmt.Sprintf("average after step %d", n+1), got, average, 1e-5)
	}
}

// float32Bytes is how a checkpoint holds values.
func float32Bytes(values []float64) (text []byte) {
	for _, v := range values {
		text = binary.LittleEndian.AppendUint32(text, math.Float32bits(float32(v)))
	}
	return text
}
