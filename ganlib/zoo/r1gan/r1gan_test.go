package r1gan_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
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

func TestWithLabels(t *testing.T) {
	recipetest.All(t, tiny(3), recipetest.Images(8, 8, 1), "adam", "halvings")
}

func TestWithoutLabels(t *testing.T) {
	recipetest.All(t, tiny(0), recipetest.Images(8, 8, 1), "adam", "classes", "halvings")
}

func TestPairs(t *testing.T) {
	recipetest.All(t, pairs(0), recipetest.Images(8, 8, 1), "adam", "classes")
}

// pairs is tiny with R3GAN's game, and images of 2×2 pixels at the bottom.
func pairs(classes int) r1gan.R1GAN {
	r := tiny(classes)
	r.Pairs, r.Halvings = true, 2
	return r
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

func TestParameterCountsInPairs(t *testing.T) {
	for _, c := range []struct {
		r    r1gan.R1GAN
		g, d int
	}{{r1gan.InPairs(), 707011, 487209}, {r1gan.Faces(), 1684059, 1090929}} {
		if g, d := recipetest.CountsOfStep(t, c.r, 2); g != c.g || d != c.d {
			t.Errorf("%d pixels: G has %d parameters and D %d, want %d and %d", c.r.Size, g, d, c.g, c.d)
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
		R1 := penalty(t, twin, r, real)
		twin.TakeWeights("D", store)
		again := twin.Score(fake)

		gantest.Near(t, "loss D", m["loss D"], ref.MinimaxD(scoresReal, scoresFake), 1e-5)
		gantest.Near(t, "loss G", m["loss G"], ref.NonSaturatingG(again), 1e-5)
		gantest.Near(t, "accuracy D", m["accuracy D"], ref.Accuracy(scoresReal, scoresFake), 1e-6)
		gantest.Near(t, "R1", m["R1"], R1, 1e-5*(1+R1))
		if math.Abs(ref.NonSaturatingG(again)-ref.NonSaturatingG(scoresFake)) < 1e-3 {
			t.Error("D learned too little to tell whether it is the new one that judges G")
		}
	}
}

// penalty is ½·E[‖∇D(x)‖²] over a batch of five images.
func penalty(t *testing.T, twin recipetest.Twin, r r1gan.R1GAN, batch media.Batch) (half float64) {
	t.Helper()
	for _, d := range gantest.Flat(t, twin.Of(r.Needs(), batch, func(s *model.Scope, in train.In) *Node {
		return Gradient(ReduceAllSum(r.Score(s, in)), in["x"])[0]
	})) {
		half += d * d / 2 / 5
	}
	return half
}

// With pairs it is R3GAN's game: each generated image against the real one at its place, and both
// penalties.
func TestPairsAreTheEquations(t *testing.T) {
	r, store, x := pairs(0), recipetest.NewStore(t), recipetest.Images(5, 8, 1)
	r.AdamD.LearningRate = 0.02
	recipetest.MustStep(t, r, store, x)
	twin, real := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
	m := recipetest.MustStep(t, r, store, x)
	fake := media.Batch{}
	fake["x"] = twin.Make(media.Batch{"z": twin.Noise(5)})
	R1, R2 := penalty(t, twin, r, real), penalty(t, twin, r, fake)
	scoresReal, scoresFake := twin.Score(real), twin.Score(fake)
	right := 0.0 // the share of the pairs in which the real image looks more real
	for i := range scoresReal {
		if scoresReal[i] > scoresFake[i] {
			right += 1.0 / 5
		}
	}
	twin.TakeWeights("D", store)
	gantest.Near(t, "loss D", m["loss D"], ref.RelativisticD(scoresReal, scoresFake), 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.RelativisticG(twin.Score(real), twin.Score(fake)), 1e-5)
	gantest.Near(t, "accuracy D", m["accuracy D"], right, 1e-6)
	gantest.Near(t, "R1", m["R1"], R1, 1e-5*(1+R1))
	gantest.Near(t, "R2", m["R2"], R2, 1e-5*(1+R2))
	if math.Abs(R1-R2) < 1e-3*(R1+R2) {
		t.Error("both penalties are alike: this cannot tell them apart")
	}
	if got, want := train.TraitsOf(r).Guess, math.Ln2; got != want {
		t.Errorf("of a D that cannot tell, the loss is said to be %g, want log 2", got)
	}
}

// D descends the game and γ times both penalties: the length of its gradient is that of the
// formula's.
func TestPairsHaveBothPenalties(t *testing.T) {
	r, store, x := pairs(0), recipetest.NewStore(t), recipetest.Images(5, 8, 1)
	recipetest.MustStep(t, r, store, x)
	r.Gamma = 3
	twin, batch := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
	m := recipetest.MustStep(t, r, store, x)
	want := gantest.Flat(t, twin.Of(r.Needs(), batch, func(s *model.Scope, in train.In) *Node {
		x := in["x"]
		xTilde := r.G(s.At("G"), s.RandomNormal(x.Graph(), shapes.Make(dtypes.Float32, 5, r.Z)), nil)
		D := func(x *Node) *Node { return r.D(s.At("D"), x, nil) }
		half := func(x *Node) *Node {
			return DivScalar(ReduceAllSum(Square(Gradient(ReduceAllSum(D(x)), x)[0])), 2*5)
		}
		L := Add(DivScalar(ReduceAllSum(Softplus(Sub(D(xTilde), D(x)))), 5), MulScalar(Add(half(x), half(xTilde)), r.Gamma))
		return Reshape(recipetest.GradientLength(s.At("D"), L), 1)
	}))
	gantest.Near(t, "gradient D", m["gradient D"], want[0], 1e-4*want[0])
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
