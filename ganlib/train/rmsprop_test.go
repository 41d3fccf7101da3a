package train_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// bowl is a recipe with a weight of two values for each player. G goes down ½·Σ aᵢwᵢ², whose
// gradient is aᵢwᵢ; D has the same loss and takes no step.
type bowl struct{ RMSProp train.RMSProp }

var (
	bowlSlopes = []float64{1, 20}
	bowlStart  = []float32{3, -0.5}
)

func (bowl) Name() string           { return "bowl" }
func (r bowl) Needs() []media.Field { return []media.Field{{Name: "x", Kind: pixel}} }

func (r bowl) Samplers() []train.Sampler {
	return []train.Sampler{train.FromNoise(1, pixel, r.Sample)}
}

func (bowl) Sample(s *model.Scope, z *graph.Node) *graph.Node {
	w := s.At("G").VariableWithValue("w", bowlStart).NodeValue(z.Graph())
	return graph.BroadcastToDims(graph.ReduceAllSum(w), z.Shape().Dimensions[0], 1, 1, 1)
}

func (r bowl) Step(s *model.Scope, in train.In) []train.Measure {
	x := in["x"]
	g := x.Graph()
	weight := func(player string) *graph.Node {
		return s.At("%s", player).VariableWithValue("w", bowlStart).NodeValue(g)
	}
	a := graph.ConvertDType(graph.Const(g, bowlSlopes), x.DType())
	depth := func(w *graph.Node) *graph.Node {
		return graph.MulScalar(graph.ReduceAllSum(graph.Mul(a, graph.Square(w))), 0.5)
	}
	r.RMSProp.Descend(s.At("G"), graph.Add(depth(weight("G")), depth(weight("D"))))
	at := func(player string, i int) *graph.Node {
		return graph.Squeeze(graph.Slice(weight(player), graph.AxisElem(i)), 0)
	}
	return []train.Measure{{Name: "w0", Value: at("G", 0)}, {Name: "w1", Value: at("G", 1)}, {Name: "d0", Value: at("D", 0)}}
}

// The rule of the doc comment in float64: v ← ρ·v + (1 − ρ)·g² from 0, and w ← w − α·g/(√(v/(1 −
// ρᵗ)) + ε).
func TestRMSPropIsTheRule(t *testing.T) {
	for _, r := range []train.RMSProp{
		{LearningRate: 0.1, Decay: 0.9, Epsilon: 1e-8},
		{LearningRate: 0.3, Decay: 0.5, Epsilon: 0.7}, // an ε that shows
		{LearningRate: 0.1, Decay: 0, Epsilon: 0},     // every step has the length α
	} {
		step, err := train.NewStepper(gantest.PlainGo(t), bowl{r}, model.NewStore(), 0)
		if err != nil {
			t.Fatal(err)
		}
		defer step.Close()
		w, v := []float64{float64(bowlStart[0]), float64(bowlStart[1])}, []float64{0, 0}
		for n := 1; n <= 3; n++ {
			factor := 1.0
			if n == 3 { // the schedule multiplies α
				factor = 0.25
				if err := step.SetRates(factor); err != nil {
					t.Fatal(err)
				}
			}
			measured, err := step.Next(pixels(1))
			if err != nil {
				t.Fatal(err)
			}
			for i := range w {
				g := bowlSlopes[i] * w[i]
				v[i] = r.Decay*v[i] + (1-r.Decay)*g*g
				w[i] -= factor * r.LearningRate * g / (math.Sqrt(v[i]/(1-math.Pow(r.Decay, float64(n)))) + r.Epsilon)
				gantest.Near(t, fmt.Sprintf("%+v: %s after step %d", r, measured[i].Name, n), measured[i].Value, w[i], 1e-5)
			}
			gantest.Near(t, "the other player stays", measured[2].Value, float64(bowlStart[0]), 0)
		}
	}
}

// The averaged G has weights, but no means of squared gradients and no count of steps.
func TestTheAverageLeavesRMSPropAlone(t *testing.T) {
	c, dir := lineConfig(4), t.TempDir()
	c.HalfLife = 10
	loop, err := train.New(gantest.PlainGo(t), bowl{train.RMSProp{LearningRate: 0.1, Decay: 0.9, Epsilon: 1e-8}}, ones{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, loop)
	averages, squares := 0, 0
	for path := range variables(t, dir) {
		if strings.Contains(path, "/rmsprop/") {
			squares++
		}
		if rest, ok := strings.CutPrefix(path, "/ema/"); ok && rest != "steps" {
			averages++
			if rest != "G/w" {
				t.Errorf("%s is averaged and no part of G", rest)
			}
		}
	}
	if averages != 1 || squares != 2 {
		t.Errorf("%d averages and %d variables of RMSProp are saved, want 1 and 2: a count of steps and a mean of squares, no mean "+
			"of gradients", averages, squares)
	}
}
