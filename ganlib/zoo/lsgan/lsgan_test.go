package lsgan_test

import (
	"math"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/zoo/lsgan"
)

// tiny is a recipe whose step is quick.
func tiny() lsgan.LSGAN {
	r := lsgan.Paper()
	r.Size, r.Channels, r.Z, r.Base = 16, 1, 4, 2
	return r
}

func TestRecipe(t *testing.T) { recipetest.All(t, tiny(), recipetest.Images(4, 16, 1), "adam") }

func TestParameterCounts(t *testing.T) {
	r := lsgan.Paper()
	g, d := recipetest.Counts(t, r)
	if want := 3_576_704 + (1024-100)*4*4*512; g != want {
		t.Errorf("G has %d parameters, want %d: DCGAN's with longer noise", g, want)
	}
	if d != 2_765_568 {
		t.Errorf("D has %d parameters, want DCGAN's 2,765,568", d)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := lsgan.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
		source    string
	}{
		{"a", r.A, 0, "Eq. 9"},
		{"b", r.B, 1, "Eq. 9"},
		{"c", r.C, 1, "Eq. 9"},
		{"Z", float64(r.Z), 1024, "the authors' train_lsun.py"},
		{"α", r.AdamD.LearningRate, 1e-3, "the authors' train_lsun.py"},
		{"β₁", r.AdamD.Beta1, 0.5, "the authors' train_lsun.py"},
		{"β₂", r.AdamD.Beta2, 0.999, "TensorFlow's default"},
		{"ε", r.AdamD.Epsilon, 1e-8, "TensorFlow's default"},
		{"Size", float64(r.Size), 64, "DCGAN"},
		{"Channels", float64(r.Channels), 3, "DCGAN"},
		{"Base", float64(r.Base), 64, "DCGAN"},
		{"Slope", r.Slope, 0.2, "DCGAN"},
		{"InitStd", r.InitStd, 0.02, "DCGAN"},
	} {
		gantest.Near(t, n.what+", "+n.source, n.got, n.want, 0)
	}
	if r.AdamG != r.AdamD {
		t.Error("both players have the same Adam")
	}
}

// What the step reports is what the equations give for scores that were made by hand, with labels
// that are all different; and G is judged by the D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(4, 16, 1)
	r.A, r.B, r.C = -1.5, 2, 0.7
	recipetest.MustStep(t, r, store, x)
	r.AdamD.LearningRate = 0.1
	twin := recipetest.NewTwin(t, r, store)
	m := recipetest.MustStep(t, r, store, x)

	xTilde := twin.Generate(twin.Noise(4))
	real, fake := twin.Scores(x), twin.Scores(xTilde)
	twin.TakeWeights("D", store)
	again := twin.Scores(xTilde)

	gantest.Near(t, "loss D", m["loss D"], ref.LeastSquaresD(real, fake, r.A, r.B), 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.LeastSquaresG(again, r.C), 1e-4)
	gantest.Near(t, "D(x)", m["D(x)"], mean(real), 1e-5)
	gantest.Near(t, "D(G(z))", m["D(G(z))"], mean(fake), 1e-5)
	if math.Abs(ref.LeastSquaresG(again, r.C)-ref.LeastSquaresG(fake, r.C)) < 1e-2 {
		t.Error("D learned too little to tell whether it is the new one that judges G")
	}
}

func mean(scores []float64) (m float64) {
	for _, s := range scores {
		m += s / float64(len(scores))
	}
	return m
}
