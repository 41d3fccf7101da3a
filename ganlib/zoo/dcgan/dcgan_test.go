package dcgan_test

import (
	"math"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/zoo/dcgan"
)

// tiny is a recipe whose step is quick.
func tiny() dcgan.DCGAN {
	r := dcgan.Paper()
	r.Size, r.Channels, r.Z, r.Base = 16, 1, 4, 2
	return r
}

func TestRecipe(t *testing.T) {
	recipetest.All(t, tiny(), recipetest.Images(4, 16, 1), "adam", "ada", "diffaugment") // see TestNumbersOfAugment
}

// The numbers of PyTorch's example, from the shapes of its layers.
func TestParameterCounts(t *testing.T) {
	for channels, want := range map[int][2]int{3: {3_576_704, 2_765_568}, 1: {3_574_656, 2_763_520}} {
		r := dcgan.Paper()
		r.Channels = channels
		if g, d := recipetest.Counts(t, r); g != want[0] || d != want[1] {
			t.Errorf("%d channels: G has %d parameters and D %d, want %d and %d", channels, g, d, want[0], want[1])
		}
	}
}

func TestPaperNumbers(t *testing.T) {
	r := dcgan.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
		source    string
	}{
		{"Size", float64(r.Size), 64, "figure 1"},
		{"Channels", float64(r.Channels), 3, "figure 1"},
		{"Z", float64(r.Z), 100, "figure 1"},
		{"Base", float64(r.Base), 64, "PyTorch's example, ngf and ndf"},
		{"Slope", r.Slope, 0.2, "section 4"},
		{"InitStd", r.InitStd, 0.02, "section 4"},
		{"GammaStd", r.BatchNorm.GammaStd, 0.02, "PyTorch's example"},
		{"ε of the batch norms", r.BatchNorm.Epsilon, 1e-5, "PyTorch's default"},
		{"momentum of the batch norms", r.BatchNorm.Momentum, 0.1, "PyTorch's default"},
		{"α of D", r.AdamD.LearningRate, 2e-4, "section 4"},
		{"β₁ of D", r.AdamD.Beta1, 0.5, "section 4"},
		{"β₂ of D", r.AdamD.Beta2, 0.999, "PyTorch's example"},
		{"ε of D", r.AdamD.Epsilon, 1e-8, "PyTorch's default"},
	} {
		gantest.Near(t, n.what+", "+n.source, n.got, n.want, 0)
	}
	if r.AdamG != r.AdamD {
		t.Error("both players have the same Adam")
	}
	small := r
	small.Base = 32
	if dcgan.Small() != small {
		t.Errorf("Small is %+v, want Paper with half of the channels", dcgan.Small())
	}
}

// Weights start from N(0, 0.02²) and γ from N(1, 0.02²), in both players.
func TestStart(t *testing.T) {
	r := tiny()
	r.Base, r.AdamD.LearningRate, r.AdamG.LearningRate = 32, 0, 0
	store := recipetest.NewStore(t)
	recipetest.MustStep(t, r, store, recipetest.Images(2, 16, 1))
	for path, mean := range map[string]float64{"/G/1/W": 0, "/D/1/W": 0, "/G/0/gamma": 1, "/D/1/gamma": 1} {
		m, std := moments(recipetest.Value(t, store, path))
		gantest.Near(t, "mean of "+path, m, mean, 0.01)
		gantest.Near(t, "standard deviation of "+path, std, 0.02, 0.004)
	}
}

func moments(values []float64) (mean, std float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		std += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean, math.Sqrt(std)
}

// What the step reports is what the equations give for scores that were made by hand; and G is
// judged by the D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(4, 16, 1)
	recipetest.MustStep(t, r, store, x)
	r.AdamD.LearningRate = 0.1
	twin := recipetest.NewTwin(t, r, store)
	m := recipetest.MustStep(t, r, store, x)

	xTilde := twin.Generate(twin.Noise(4))
	real, fake := twin.Scores(x), twin.Scores(xTilde)
	twin.TakeWeights("D", store)
	again := twin.Scores(xTilde)

	gantest.Near(t, "loss D", m["loss D"], ref.MinimaxD(real, fake), 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.NonSaturatingG(again), 1e-5)
	gantest.Near(t, "accuracy D", m["accuracy D"], ref.Accuracy(real, fake), 1e-6)
	gantest.Near(t, "D(x)", m["D(x)"], meanSigmoid(real), 1e-5)
	gantest.Near(t, "D(G(z))", m["D(G(z))"], meanSigmoid(fake), 1e-5)
	if math.Abs(ref.NonSaturatingG(again)-ref.NonSaturatingG(fake)) < 1e-3 {
		t.Error("D learned too little to tell whether it is the new one that judges G")
	}
}

func meanSigmoid(scores []float64) (mean float64) {
	for _, s := range scores {
		mean += ref.Sigmoid(s) / float64(len(scores))
	}
	return mean
}
