package r1gan_test

import (
	"math"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/r1gan"
)

// tiny is a recipe whose step is quick.
func tiny(classes int) r1gan.R1GAN {
	r := r1gan.Digits()
	r.Size, r.Classes, r.Z, r.Hidden, r.BaseG, r.BaseD = 8, classes, 4, 6, 2, 2
	return r
}

func TestWithLabels(t *testing.T) { recipetest.All(t, tiny(3), recipetest.Images(8, 8, 1), "adam") }

func TestWithoutLabels(t *testing.T) {
	recipetest.All(t, tiny(0), recipetest.Images(8, 8, 1), "adam", "classes")
}

func TestParameterCounts(t *testing.T) {
	body := 64*512 + 512*7*7*128 + 16*128*64 + 16*64 + 1          // of G: a bias at the end alone
	critic := 16*32 + 32 + 16*32*64 + 64 + 7*7*64*512 + 512 + 513 // of D: biases everywhere
	for _, c := range []struct{ classes, g, d int }{
		{10, body + 2*10*(512+128+64), critic + 10*512},
		{0, body + 2*(512+128+64), critic},
	} {
		r := r1gan.Digits()
		r.Classes = c.classes
		if g, d := recipetest.CountsOfStep(t, r, 2); g != c.g || d != c.d {
			t.Errorf("%d classes: G has %d parameters and D %d, want %d and %d", c.classes, g, d, c.g, c.d)
		}
	}
}

// What the step reports is what the equations give, the penalty that of D on the real images; and G
// is judged by the D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	for _, classes := range []int{0, 3} {
		r, store, x := tiny(classes), recipetest.NewStore(t), recipetest.Images(5, 8, 1)
		r.AdamD.LearningRate = 0.02
		recipetest.MustStep(t, r, store, x)
		twin, real := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
		m := recipetest.MustStep(t, r, store, x)

		fake := media.Batch{"z": twin.Noise(5)}
		if classes > 0 {
			fake["y"] = real["y"]
		}
		fake["x"] = twin.Make(fake)
		scoresReal, scoresFake := twin.Score(real), twin.Score(fake)
		slopes := gantest.Flat(t, twin.Of(r.Needs(), real, func(s *model.Scope, in train.In) *Node { // ∇D(x), row by row
			return Gradient(ReduceAllSum(r.Score(s, in)), in["x"])[0]
		}))
		penalty := 0.0 // ½·E[‖∇D(x)‖²]
		for _, d := range slopes {
			penalty += d * d / 2 / 5
		}
		twin.TakeWeights("D", store)
		again := twin.Score(fake)

		gantest.Near(t, "loss D", m["loss D"], ref.MinimaxD(scoresReal, scoresFake), 1e-5)
		gantest.Near(t, "loss G", m["loss G"], ref.NonSaturatingG(again), 1e-5)
		gantest.Near(t, "accuracy D", m["accuracy D"], ref.Accuracy(scoresReal, scoresFake), 1e-6)
		gantest.Near(t, "R1", m["R1"], penalty, 1e-5*(1+penalty))
		if math.Abs(ref.NonSaturatingG(again)-ref.NonSaturatingG(scoresFake)) < 1e-3 {
			t.Error("D learned too little to tell whether it is the new one that judges G")
		}
	}
}

// Of the same noise G makes other images of other classes, and D scores an image by the class
// beside it.
func TestTheClassCounts(t *testing.T) {
	r, store, x := tiny(3), recipetest.NewStore(t), recipetest.Images(3, 8, 1)
	r.BatchNorm.GammaStd, r.AdamG.LearningRate = 0.02, 0.01
	recipetest.MustStep(t, r, store, x)
	twin, batch := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
	z := twin.Noise(3)
	other, err := media.Classes(2, 0, 1).Tensor(media.Class{N: 3})
	if err != nil {
		t.Fatal(err)
	}
	a, b := twin.Make(media.Batch{"z": z, "y": batch["y"]}), twin.Make(media.Batch{"z": z, "y": other})
	if slices.Equal(gantest.Flat(t, a), gantest.Flat(t, b)) {
		t.Error("G makes the same of any class")
	}
	if slices.Equal(twin.Score(batch), twin.Score(media.Batch{"x": batch["x"], "y": other})) {
		t.Error("D scores an image the same beside any class")
	}
}

// γ weighs the penalty: with a large one D becomes flat on real images.
func TestGammaFlattensD(t *testing.T) {
	last := func(gamma float64) float64 {
		r, store, x := tiny(3), recipetest.NewStore(t), recipetest.Images(8, 8, 1)
		r.Gamma, r.AdamD.LearningRate = gamma, 0.01
		var penalty float64
		for range 20 {
			penalty = recipetest.MustStep(t, r, store, x)["R1"]
		}
		return penalty
	}
	if free, flat := last(0), last(100); !(flat < free/4) {
		t.Errorf("after 20 steps the penalty is %g with γ = 100 and %g without", flat, free)
	}
}
