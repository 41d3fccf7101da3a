package wgan_test

import (
	"math"
	"strings"
	"testing"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/zoo/wgan"
)

// tiny is a recipe whose step is quick.
func tiny() wgan.WGAN {
	r := wgan.Paper()
	r.Size, r.Channels, r.Z, r.Base, r.NCritic = 16, 1, 4, 2, 2
	return r
}

func TestRecipe(t *testing.T) { recipetest.All(t, tiny(), recipetest.Images(8, 16, 1), "rmsprop") }

func TestParameterCounts(t *testing.T) {
	g, d := recipetest.Counts(t, wgan.Paper())
	if g != 3_576_704 {
		t.Errorf("G has %d parameters, want DCGAN's 3,576,704", g)
	}
	if want := 2_765_568 - 2*(128+256+512) + (64 + 128 + 256 + 512 + 1); d != want {
		t.Errorf("the critic has %d parameters, want %d: DCGAN's D with biases in place of batch norms", d, want)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := wgan.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
		source    string
	}{
		{"α", r.RMSPropD.LearningRate, 5e-5, "Algorithm 1"},
		{"c", r.Clip, 0.01, "Algorithm 1"},
		{"n_critic", float64(r.NCritic), 5, "Algorithm 1"},
		{"decay of RMSProp", r.RMSPropD.Decay, 0.99, "PyTorch's default, with which the authors' program runs"},
		{"ε of RMSProp", r.RMSPropD.Epsilon, 1e-8, "PyTorch's default, with which the authors' program runs"},
		{"Z", float64(r.Z), 100, "DCGAN"},
		{"Size", float64(r.Size), 64, "DCGAN"},
		{"Channels", float64(r.Channels), 3, "DCGAN"},
		{"Base", float64(r.Base), 64, "DCGAN"},
		{"Slope", r.Slope, 0.2, "DCGAN"},
		{"InitStd", r.InitStd, 0.02, "DCGAN"},
	} {
		gantest.Near(t, n.what+", "+n.source, n.got, n.want, 0)
	}
	if r.RMSPropG != r.RMSPropD {
		t.Error("both players have the same RMSProp")
	}
}

// What the step reports is what the equations give for scores that were made by hand; and G is
// judged by the critic that has just learned and been clipped.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(4, 16, 1)
	r.NCritic, r.Clip = 1, 0.1
	recipetest.MustStep(t, r, store, x)
	r.RMSPropD.LearningRate = 0.05
	twin := recipetest.NewTwin(t, r, store)
	m := recipetest.MustStep(t, r, store, x)

	xTilde := twin.Generate(twin.Noise(4))
	real, fake := twin.Scores(x), twin.Scores(xTilde)
	twin.TakeWeights("D", store)
	again := twin.Scores(xTilde)

	gantest.Near(t, "loss D", m["loss D"], ref.WassersteinD(real, fake), 1e-6)
	gantest.Near(t, "loss G", m["loss G"], ref.WassersteinG(again), 1e-6)
	gantest.Near(t, "Wasserstein estimate", m["Wasserstein estimate"], -ref.WassersteinD(real, fake), 1e-6)
	if math.Abs(ref.WassersteinG(again)-ref.WassersteinG(fake)) < 1e-3 {
		t.Error("the critic learned too little to tell whether it is the new one that judges G")
	}
}

// The critic's weights end in [−c, c], some of them at the ends; G's know nothing of c.
func TestClip(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	r.Clip = 0.005
	recipetest.MustStep(t, r, store, recipetest.Images(8, 16, 1))
	for path, values := range recipetest.Weights(t, store, "D") {
		if m := largest(values); m > float64(float32(r.Clip)) || strings.HasSuffix(path, "/W") && m < 0.00499 {
			t.Errorf("the largest value of %s is %g, want c = %g", path, m, r.Clip)
		}
	}
	for path, values := range recipetest.Weights(t, store, "G") {
		if m := largest(values); strings.HasSuffix(path, "/W") && m < 2*r.Clip {
			t.Errorf("the largest value of %s is %g: it was clipped", path, m)
		}
	}
}

func largest(values []float64) (m float64) {
	for _, v := range values {
		m = max(m, math.Abs(v))
	}
	return m
}

// While G stands still, a step with two steps of the critic is two steps with one each. The rate is
// so high that the weights leave [−c, c] every time: clipping after the last step alone would end
// elsewhere.
func TestCriticStepsAreWholeSteps(t *testing.T) {
	r, x := tiny(), recipetest.Images(8, 16, 1)
	r.RMSPropD.LearningRate, r.RMSPropG.LearningRate = 0.008, 0
	start := recipetest.NewStore(t)
	recipetest.MustStep(t, r, start, x)
	both, single := recipetest.Clone(t, start), recipetest.Clone(t, start)
	recipetest.MustStep(t, r, both, x)
	r.NCritic = 1
	for i := range 2 {
		recipetest.MustStep(t, r, single, recipetest.Part(t, x, i, 2))
	}
	for path, want := range recipetest.Weights(t, single, "D") {
		for i, got := range recipetest.Value(t, both, path) {
			gantest.Near(t, path, got, want[i], 1e-6)
		}
	}
	gantest.Near(t, "steps of the critic's RMSProp: 2 in each of 2 steps", recipetest.Value(t, both, "/D/rmsprop/step")[0], 4, 0)
	gantest.Near(t, "steps of G's RMSProp", recipetest.Value(t, both, "/G/rmsprop/step")[0], 2, 0)
}

func TestNCriticMustSplitTheBatch(t *testing.T) {
	r := tiny()
	for n, want := range map[int]string{3: "8 images cannot be split into NCritic = 3", 0: "NCritic = 0", -2: "NCritic = -2"} {
		r.NCritic = n
		if _, err := recipetest.Step(t, r, recipetest.NewStore(t), recipetest.Images(8, 16, 1)); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("NCritic = %d: error %v", n, err)
		}
	}
}
