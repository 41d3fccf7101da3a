package wgangp_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/zoo/wgangp"
)

// tiny is a recipe whose step is quick.
func tiny() wgangp.WGANGP {
	r := wgangp.Paper()
	r.Size, r.Channels, r.Z, r.Base, r.NCritic = 16, 1, 4, 2, 2
	return r
}

func TestRecipe(t *testing.T) { recipetest.All(t, tiny(), recipetest.Images(8, 16, 1), "adam") }

func TestParameterCounts(t *testing.T) {
	g, d := recipetest.Counts(t, wgangp.Paper())
	if want := 3_576_704 + (128-100)*4*4*512; g != want {
		t.Errorf("G has %d parameters, want %d: DCGAN's with longer noise", g, want)
	}
	if want := 2_765_568 - 2*(128+256+512) + (64 + 128 + 256 + 512 + 1); d != want {
		t.Errorf("the critic has %d parameters, want %d: DCGAN's D with biases in place of batch norms", d, want)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := wgangp.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
		source    string
	}{
		{"λ", r.Lambda, 10, "Algorithm 1"},
		{"n_critic", float64(r.NCritic), 5, "Algorithm 1"},
		{"α", r.AdamD.LearningRate, 1e-4, "Algorithm 1"},
		{"β₁", r.AdamD.Beta1, 0, "Algorithm 1"},
		{"β₂", r.AdamD.Beta2, 0.9, "Algorithm 1"},
		{"ε of Adam", r.AdamD.Epsilon, 1e-8, "TensorFlow's default"},
		{"Z", float64(r.Z), 128, "the authors' gan_64x64.py"},
		{"Size", float64(r.Size), 64, "DCGAN"},
		{"Channels", float64(r.Channels), 3, "DCGAN"},
		{"Base", float64(r.Base), 64, "DCGAN"},
		{"Slope", r.Slope, 0.2, "DCGAN"},
	} {
		gantest.Near(t, n.what+", "+n.source, n.got, n.want, 0)
	}
	if r.AdamG != r.AdamD {
		t.Error("both players have the same Adam")
	}
}

// What the step reports is what the equations give for scores and slopes that were made by hand,
// with one ε and one norm for each pair of images; and G is judged by the critic that has just
// learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(4, 16, 1)
	r.NCritic = 1
	recipetest.MustStep(t, r, store, x)
	r.AdamD.LearningRate = 0.1
	twin := recipetest.NewTwin(t, r, store)
	m := recipetest.MustStep(t, r, store, x)

	z, ε := twin.Noise(4), gantest.Flat(t, twin.Uniform(4))
	xTilde := twin.Generate(z)
	real, fake := twin.Scores(x), twin.Scores(xTilde)
	slope := func(x []float64) []float64 {
		pix := make([]float32, len(x))
		for i := range x {
			pix[i] = float32(x[i])
		}
		return twin.Slope(tensors.FromFlatDataAndDimensions(pix, 1, 16, 16, 1))
	}
	penalty := ref.GradientPenalty(slope, rows(t, x), rows(t, xTilde), ε)
	twin.TakeWeights("D", store)
	again := twin.Scores(xTilde)

	gantest.Near(t, "loss D, without its penalty", m["loss D"], ref.WassersteinD(real, fake), 1e-5)
	gantest.Near(t, "gradient penalty, without λ", m["gradient penalty"], penalty, 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.WassersteinG(again), 1e-4)
	gantest.Near(t, "Wasserstein estimate", m["Wasserstein estimate"], -ref.WassersteinD(real, fake), 1e-5)
	if math.Abs(ref.WassersteinG(again)-ref.WassersteinG(fake)) < 1e-2 {
		t.Error("the critic learned too little to tell whether it is the new one that judges G")
	}
}

func rows(t *testing.T, x *tensors.Tensor) (rows [][]float64) {
	t.Helper()
	all, n := gantest.Flat(t, x), x.Shape().Dimensions[0]
	for i := range n {
		rows = append(rows, all[i*len(all)/n:(i+1)*len(all)/n])
	}
	return rows
}

// An Adam whose ε is far above any gradient g moves by α·g/ε, so with α = ε by the gradient itself.
// That of the critic's loss is linear in λ; without the penalty it is another one.
func TestLambdaWeighsThePenalty(t *testing.T) {
	x, start := recipetest.Images(4, 16, 1), recipetest.NewStore(t)
	r := tiny()
	r.NCritic, r.AdamD.LearningRate, r.AdamG.LearningRate = 1, 0, 0
	recipetest.MustStep(t, r, start, x)
	r.AdamD.LearningRate, r.AdamD.Epsilon = 1e4, 1e4
	const path = "/D/0/W"
	was := recipetest.Value(t, start, path)
	gradient := func(λ float64) []float64 {
		store := recipetest.Clone(t, start)
		r.Lambda = λ
		recipetest.MustStep(t, r, store, x)
		now := recipetest.Value(t, store, path)
		for i := range now {
			now[i] = was[i] - now[i]
		}
		return now
	}
	plain, single, ten := gradient(0), gradient(1), gradient(10)
	apart := 0.0
	for i := range plain {
		gantest.Near(t, "ten times the λ, ten times the share of the penalty", ten[i]-plain[i], 10*(single[i]-plain[i]), 1e-3)
		apart = max(apart, math.Abs(ten[i]-plain[i]))
	}
	if apart < 0.1 {
		t.Errorf("λ = 10 changes the gradient by %g at most", apart)
	}
}

// With a large λ the critic has slope 1 before long.
func TestPenaltyFalls(t *testing.T) {
	x, store := recipetest.Images(4, 16, 1), recipetest.NewStore(t)
	r := tiny()
	r.NCritic, r.Lambda, r.AdamD.LearningRate = 1, 1000, 0.01
	first := recipetest.MustStep(t, r, store, x)["gradient penalty"]
	var last float64
	for range 30 {
		last = recipetest.MustStep(t, r, store, x)["gradient penalty"]
	}
	if !(last < first/4) {
		t.Errorf("the penalty went from %g to %g", first, last)
	}
}

// While G stands still, a step with two steps of the critic is two steps with one each.
func TestCriticStepsAreWholeSteps(t *testing.T) {
	r, x := tiny(), recipetest.Images(8, 16, 1)
	r.AdamD.LearningRate, r.AdamG.LearningRate = 0.01, 0
	start := recipetest.NewStore(t)
	recipetest.MustStep(t, r, start, x)
	both, single := recipetest.Clone(t, start), recipetest.Clone(t, start)
	recipetest.MustStep(t, r, both, x)
	r.NCritic = 1
	for i := range 2 {
		recipetest.MustStep(t, r, single, recipetest.Part(t, x, i, 2))
	}
	for path, want := range recipetest.Weights(t, single, "D") {
		if path == "/D/out/b" { // has no gradient but rounding
			continue
		}
		for i, got := range recipetest.Value(t, both, path) {
			gantest.Near(t, path, got, want[i], 1e-5)
		}
	}
	gantest.Near(t, "steps of the critic's Adam: 2 in each of 2 steps", recipetest.Value(t, both, "/D/adam/step")[0], 4, 0)
	gantest.Near(t, "steps of G's Adam", recipetest.Value(t, both, "/G/adam/step")[0], 2, 0)
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

// Weights start so that values keep their size: from N(0, gain²/fan_in), with the gain of the slope
// that follows.
func TestStart(t *testing.T) {
	r := tiny()
	r.Base, r.AdamD.LearningRate, r.AdamG.LearningRate = 8, 0, 0
	store := recipetest.NewStore(t)
	recipetest.MustStep(t, r, store, recipetest.Images(8, 16, 1))
	for path, want := range map[string]float64{
		"/D/1/W": math.Sqrt(2/(1+0.2*0.2)) / math.Sqrt(4*4*8), // 4×4 taps of 8 channels
		"/G/1/W": math.Sqrt(2) / math.Sqrt(2*2*16),            // with stride 2, 2×2 of 4×4 taps meet an output
	} {
		sum, w := 0.0, recipetest.Value(t, store, path)
		for _, v := range w {
			sum += v * v
		}
		gantest.Near(t, "standard deviation of "+path, math.Sqrt(sum/float64(len(w))), want, 0.1*want)
	}
}
