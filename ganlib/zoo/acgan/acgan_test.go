package acgan_test

import (
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/acgan"
)

// tiny is a recipe whose step is quick.
func tiny() acgan.ACGAN {
	r := acgan.Paper()
	r.Size, r.Classes, r.Z, r.Base = 8, 3, 4, 2
	return r
}

func TestRecipe(t *testing.T) { recipetest.All(t, tiny(), recipetest.Images(6, 8, 1), "adam") }

func TestParameterCounts(t *testing.T) {
	if g, d := recipetest.CountsOfStep(t, acgan.Paper(), 2); g != 822_401 || d != 201_419 {
		t.Errorf("G has %d parameters and D %d, want 822401 and 201419", g, d)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := acgan.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
	}{
		{"α", r.AdamD.LearningRate, 2e-4}, {"β₁", r.AdamD.Beta1, 0.5}, {"β₂", r.AdamD.Beta2, 0.999}, {"z", float64(r.Z),
			100}, {"slope", r.Slope, 0.2}, {"σ", r.InitStd, 0.02},
	} {
		gantest.Near(t, n.what+", appendix A", n.got, n.want, 0)
	}
}

// heads are what D says while it trains: the sources, and the logits of the classes, one row after
// the other.
func heads(t *testing.T, twin recipetest.Twin, r acgan.ACGAN, x *tensors.Tensor) (sources, classes []float64) {
	t.Helper()
	all := gantest.Flat(t, twin.Of([]media.Field{{Name: "x", Kind: r.Needs()[0].Kind}}, media.Batch{"x": x},
		func(s *model.Scope, in train.In) *Node {
			source, class := r.D(s.At("D"), in["x"])
			return Concatenate([]*Node{InsertAxes(source, -1), class}, 1)
		}))
	for i := 0; i < len(all); i += 1 + r.Classes {
		sources, classes = append(sources, all[i]), append(classes, all[i+1:i+1+r.Classes]...)
	}
	return sources, classes
}

// What the step reports is what the equations give for what the heads said; and G is judged by the
// D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(5, 8, 1)
	r.AdamD.LearningRate = 0.02
	recipetest.MustStep(t, r, store, x)
	twin, batch, c := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x), []int{0, 1, 2, 0, 1}
	m := recipetest.MustStep(t, r, store, x)

	xTilde := twin.Make(media.Batch{"z": twin.Noise(5), "y": batch["y"]})
	real, realClass := heads(t, twin, r, x)
	fake, fakeClass := heads(t, twin, r, xTilde)
	twin.TakeWeights("D", store)
	again, againClass := heads(t, twin, r, xTilde)

	gantest.Near(t, "loss D", m["loss D"], ref.MinimaxD(real, fake), 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.NonSaturatingG(again), 1e-5)
	gantest.Near(t, "class loss, real", m["class loss, real"], crossEntropy(realClass, c, 3), 1e-5)
	gantest.Near(t, "class loss, generated", m["class loss, generated"], crossEntropy(againClass, c, 3), 1e-5)
	gantest.Near(t, "class accuracy, real", m["class accuracy, real"], right(realClass, c, 3), 1e-6)
	gantest.Near(t, "class accuracy, generated", m["class accuracy, generated"], right(fakeClass, c, 3), 1e-6)
	if math.Abs(ref.NonSaturatingG(again)-ref.NonSaturatingG(fake)) < 1e-3 {
		t.Error("D learned too little to tell whether it is the new one that judges G")
	}
}

func crossEntropy(logits []float64, c []int, k int) (sum float64) {
	for i, class := range c {
		total := 0.0
		for _, v := range logits[i*k : (i+1)*k] {
			total += math.Exp(v)
		}
		sum += (math.Log(total) - logits[i*k+class]) / float64(len(c))
	}
	return sum
}

func right(logits []float64, c []int, k int) (share float64) {
	for i, class := range c {
		row := logits[i*k : (i+1)*k]
		if slices.Index(row, slices.Max(row)) == class {
			share += 1 / float64(len(c))
		}
	}
	return share
}

// Each of the two terms of G's loss reaches G by itself, and each of D's reaches D: with the other
// head of D at rest at 0, where nothing comes through it.
func TestBothTermsReachBothPlayers(t *testing.T) {
	for name, heads := range map[string]func(column int) bool{
		"source": func(column int) bool { return column == 0 },
		"class":  func(column int) bool { return column > 0 },
	} {
		r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(6, 8, 1)
		recipetest.MustStep(t, r, store, x)
		r.AdamD.LearningRate = 0
		W := store.GetVariable("/D/out/W")
		values, err := W.MustValue().LocalClone()
		if err != nil {
			t.Fatal(err)
		}
		tensors.MustMutableFlatData(values, func(w []float32) {
			for i := range w {
				if !heads(i % (1 + r.Classes)) {
					w[i] = 0
				}
			}
		})
		if err := W.SetValue(values); err != nil {
			t.Fatal(err)
		}
		if m := recipetest.MustStep(t, r, store, x); !(m["gradient G"] > 1e-9) {
			t.Errorf("through the head for the %s alone nothing reaches G", name)
		}
	}
}

// What the players descend is −(L_S + L_C) and, but for the real images, −L_C and the
// non-saturating −log P(S = real): the lengths of the gradients are those of the formulas, in which
// every image has its own class.
func TestGradientsAreThoseOfTheLosses(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(5, 8, 1)
	recipetest.MustStep(t, r, store, x)
	r.AdamD.LearningRate = 0
	// D is fairly sure: near 0 a loss that saturates is as steep as one that does not
	bias := tensors.FromValue([]float32{-3, 0, 0, 0})
	if err := store.GetVariable("/D/out/b").SetValue(bias); err != nil {
		t.Fatal(err)
	}
	twin, in := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
	m := recipetest.MustStep(t, r, store, x)
	in["z"] = twin.Noise(5)
	fields := append(r.Needs(), r.Samplers()[0].From[0])
	lengths := gantest.Flat(t, twin.Of(fields, in, func(s *model.Scope, in train.In) *Node {
		logP := func(class *Node) *Node { return ReduceAllSum(Mul(in["y"], LogSoftmax(class))) } // Σ log P(C = c)
		xTilde := r.G(s.At("G"), in["z"], in["y"])
		real, realClass := r.D(s.At("D"), in["x"])
		fake, fakeClass := r.D(s.At("D"), xTilde)
		LS := Sub(Neg(ReduceAllSum(Softplus(Neg(real)))), ReduceAllSum(Softplus(fake)))
		lossD := DivScalar(Neg(Add(LS, Add(logP(realClass), logP(fakeClass)))), 5)
		lossG := DivScalar(Sub(ReduceAllSum(Softplus(Neg(fake))), logP(fakeClass)), 5)
		return Stack([]*Node{recipetest.GradientLength(s.At("D"), lossD), recipetest.GradientLength(s.At("G"), lossG)}, 0)
	}))
	gantest.Near(t, "gradient D", m["gradient D"], lengths[0], 1e-4*lengths[0])
	gantest.Near(t, "gradient G", m["gradient G"], lengths[1], 1e-4*lengths[1])
}

// The classifier learns the classes of real images.
func TestTheClassifierLearns(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(6, 8, 1)
	r.AdamD.LearningRate, r.AdamG.LearningRate = 0.01, 0
	first := recipetest.MustStep(t, r, store, x)
	var last map[string]float64
	for range 60 {
		last = recipetest.MustStep(t, r, store, x)
	}
	if !(last["class loss, real"] < first["class loss, real"]/2) || last["class accuracy, real"] < 1 {
		t.Errorf("after 60 steps on six images the class loss is %g, before %g", last["class loss, real"], first["class loss, real"])
	}
	gantest.Near(t, "a class loss at the start, log 3", first["class loss, generated"], math.Log(3), 0.2)
}
