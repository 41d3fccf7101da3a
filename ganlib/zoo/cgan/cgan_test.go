package cgan_test

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
	"gophergan/ganlib/zoo/cgan"
)

// tinyMLP and tinyConv are recipes whose step is quick.
func tinyMLP() cgan.MLP {
	r := cgan.Paper()
	r.Size, r.Classes, r.Z, r.HiddenZ, r.HiddenY, r.HiddenG = 4, 3, 4, 6, 5, 8
	r.UnitsX, r.UnitsY, r.UnitsD, r.Dropout = cgan.Maxout{Units: 5, Pieces: 2}, cgan.Maxout{Units: 3,
		Pieces: 2}, cgan.Maxout{Units: 4, Pieces: 3}, 0.2
	return r
}

func tinyConv() cgan.Conv {
	r := cgan.Convolutional()
	r.Size, r.Classes, r.Z, r.Base = 8, 3, 4, 2
	return r
}

func TestMLP(t *testing.T) { recipetest.All(t, tinyMLP(), recipetest.Images(6, 4, 1), "adam") }

func TestConv(t *testing.T) { recipetest.All(t, tinyConv(), recipetest.Images(6, 8, 1), "adam") }

func TestParameterCounts(t *testing.T) {
	for _, c := range []struct {
		recipe train.Recipe
		g, d   int
	}{
		{cgan.Paper(), 101*200 + 11*1000 + 1201*1200 + 1201*784, 785*240*5 + 11*50*5 + 291*240*4 + 241}, // 2,413,984 and 1,224,351
		{cgan.Convolutional(), 822_401, 148_929},
	} {
		if g, d := recipetest.CountsOfStep(t, c.recipe, 2); g != c.g || d != c.d {
			t.Errorf("%s: G has %d parameters and D %d, want %d and %d", c.recipe.Name(), g, d, c.g, c.d)
		}
	}
	if g, d := recipetest.CountsOfStep(t, cgan.Paper(), 2); g != 2_413_984 || d != 1_224_351 {
		t.Errorf("the paper's networks have %d and %d parameters", g, d)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := cgan.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
	}{
		{"z", float64(r.Z), 100}, {"hidden of z", float64(r.HiddenZ), 200}, {"hidden of y", float64(r.HiddenY),
			1000}, {"hidden of both", float64(r.HiddenG), 1200},
		{"units of x", float64(r.UnitsX.Units), 240}, {"pieces of x", float64(r.UnitsX.Pieces), 5}, {"units of y",
			float64(r.UnitsY.Units), 50},
		{"pieces of y", float64(r.UnitsY.Pieces), 5}, {"units of both", float64(r.UnitsD.Units), 240}, {"pieces of both",
			float64(r.UnitsD.Pieces), 4},
		{"dropout", r.Dropout, 0.5},
	} {
		gantest.Near(t, n.what+", section 4.1", n.got, n.want, 0)
	}
}

// conditional is either recipe, without dropout, and with a D that learns visibly in a step.
type conditional interface {
	train.Recipe
	train.Scorer
}

func both() (recipes []conditional, sizes []int) {
	mlp, conv := tinyMLP(), tinyConv()
	mlp.Dropout, mlp.AdamD.LearningRate, conv.AdamD.LearningRate = 0, 0.02, 0.02
	return []conditional{mlp, conv}, []int{4, 8}
}

// What the step reports is what the equations give, with the class of the batch beside real images,
// beside z and beside what G made of it; and G is judged by the D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	recipes, sizes := both()
	for i, r := range recipes {
		store, x := recipetest.NewStore(t), recipetest.Images(5, sizes[i], 1)
		recipetest.MustStep(t, r, store, x)
		batch := recipetest.Batch(t, r, x)
		twin := recipetest.NewTwin(t, r, store)
		m := recipetest.MustStep(t, r, store, x)

		fake := media.Batch{"z": twin.Noise(5), "y": batch["y"]}
		fake["x"] = twin.Make(fake)
		scoresReal, scoresFake := twin.Score(batch), twin.Score(fake)
		twin.TakeWeights("D", store)
		again := twin.Score(fake)

		gantest.Near(t, r.Name()+": loss D", m["loss D"], ref.MinimaxD(scoresReal, scoresFake), 1e-5)
		gantest.Near(t, r.Name()+": loss G", m["loss G"], ref.NonSaturatingG(again), 1e-5)
		gantest.Near(t, r.Name()+": accuracy D", m["accuracy D"], ref.Accuracy(scoresReal, scoresFake), 1e-6)
		if math.Abs(ref.NonSaturatingG(again)-ref.NonSaturatingG(scoresFake)) < 1e-3 {
			t.Errorf("%s: D learned too little to tell whether it is the new one that judges G", r.Name())
		}
	}
}

// Both players look at the class: of the same noise G makes other images for other classes, D
// scores an image by the class beside it, and what D says of the class reaches G's weights through
// the images.
func TestTheClassCounts(t *testing.T) {
	recipes, sizes := both()
	for i, r := range recipes {
		store, x := recipetest.NewStore(t), recipetest.Images(3, sizes[i], 1)
		recipetest.MustStep(t, r, store, x)
		twin, batch := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
		z := twin.Noise(3)
		other, err := media.Classes(2, 0, 1).Tensor(media.Class{N: 3})
		if err != nil {
			t.Fatal(err)
		}
		a, b := gantest.Flat(t, twin.Make(media.Batch{"z": z, "y": batch["y"]})), gantest.Flat(t,
			twin.Make(media.Batch{"z": z, "y": other}))
		if slices.Equal(a, b) {
			t.Errorf("%s: G makes the same of any class", r.Name())
		}
		if slices.Equal(twin.Score(batch), twin.Score(media.Batch{"x": batch["x"], "y": other})) {
			t.Errorf("%s: D scores an image the same beside any class", r.Name())
		}
		classTerm := func(s *model.Scope, in train.In) *Node { // what D says of the right class and of another
			fake := train.In{"x": r.Samplers()[0].Graph(s, in), "y": in["y"]}
			right := r.Score(s, fake)
			fake["y"] = in["other"]
			v := s.Store().GetVariable(map[string]string{"cgan": "/G/y/W", "cgan-conv": "/G/0/W"}[r.Name()]).NodeValue(right.Graph())
			return ReduceAllSum(Abs(Gradient(ReduceAllSum(Sub(right, r.Score(s, fake))), v)[0]))
		}
		fields := append(r.Samplers()[0].From, media.Field{Name: "other", Kind: media.Class{N: 3}})
		slope := gantest.Flat(t, twin.Of(fields, media.Batch{"z": z, "y": batch["y"], "other": other}, classTerm))[0]
		if !(slope > 0) {
			t.Errorf("%s: nothing of the class reaches G", r.Name())
		}
	}
}

// A unit of maxout gives the largest of its pieces: with the biases alone, of which each piece has
// another.
func TestMaxout(t *testing.T) {
	store := recipetest.NewStore(t)
	out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, x *Node) *Node {
		return cgan.Maxout{Units: 2, Pieces: 3}.Apply(s, x)
	}, [][]float32{{0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	if got := gantest.Flat(t, out); !slices.Equal(got, []float64{0, 0}) {
		t.Fatalf("without weights it gives %v", got)
	}
	if err := store.GetVariable("/b").SetValue(tensors.FromValue([]float32{1, -5, 7, -9, 3, -2})); err != nil {
		t.Fatal(err)
	}
	if out, err = model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, x *Node) *Node {
		return cgan.Maxout{Units: 2, Pieces: 3}.Apply(s, x)
	}, [][]float32{{0, 0}}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{7, -2} {
		gantest.Near(t, "a unit", gantest.Flat(t, out)[i], want, 0)
	}
}
