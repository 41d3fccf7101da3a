package sngan_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/zoo/sngan"
)

// tiny is a recipe whose step is quick.
func tiny() sngan.SNGAN {
	r := sngan.Paper()
	r.Size, r.Channels, r.Z, r.Base, r.NDis = 16, 1, 4, 2, 2
	return r
}

func TestRecipe(t *testing.T) { recipetest.All(t, tiny(), recipetest.Images(8, 16, 1), "adam", "pack") }

func TestParameterCounts(t *testing.T) {
	g, d := recipetest.Counts(t, sngan.Paper()) // 32×32 pixels: three layers of 4·4 taps and a dense one
	if want := 128*4*4*256 + 16*(256*128+128*64+64*3) + 2*(256+128+64); g != want {
		t.Errorf("G has %d parameters, want %d", g, want)
	}
	if want := 16*(3*64+64*128+128*256) + 4*4*256 + (64 + 128 + 256 + 1); d != want {
		t.Errorf("D has %d parameters, want %d: weights and biases, no batch norm", d, want)
	}
}

// With Refine D is that of the paper's table 3, of convolutions with 3·3 and 4·4 taps in turn.
func TestRefined(t *testing.T) {
	r := tiny()
	r.Refine = true
	recipetest.All(t, r, recipetest.Images(8, 16, 1), "adam", "pack")

	r = sngan.Paper()
	r.Refine = true
	_, d := recipetest.Counts(t, r)
	want := 3*64*9 + 64 + 64*64*16 + 64 + 64*128*9 + 128 + 128*128*16 + 128 + 128*256*9 + 256 + 256*256*16 + 256 + 256*512*9 + 512
	if want += 4*4*512 + 1; d != want {
		t.Errorf("D has %d parameters, want %d", d, want)
	}
}

// With packs D's first layer sees more channels, and nothing else changes.
func TestPacked(t *testing.T) {
	r := tiny()
	r.Pack = 3 // of batches of four images
	recipetest.All(t, r, recipetest.Images(8, 16, 1), "adam")
	g, d := recipetest.Counts(t, tiny())
	g2, d2 := recipetest.Counts(t, r)
	if g2 != g || d2 != d+2*16*r.Base {
		t.Errorf("G has %d parameters and D %d, want %d and %d", g2, d2, g, d+2*16*r.Base)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := sngan.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
		source    string
	}{
		{"α", r.AdamD.LearningRate, 2e-4, "the authors' sn_cifar10_unconditional.yml"},
		{"β₁", r.AdamD.Beta1, 0, "the authors' sn_cifar10_unconditional.yml"},
		{"β₂", r.AdamD.Beta2, 0.9, "the authors' sn_cifar10_unconditional.yml"},
		{"n_dis", float64(r.NDis), 5, "the authors' sn_cifar10_unconditional.yml"},
		{"ε of Adam", r.AdamD.Epsilon, 1e-8, "Chainer's default"},
		{"Z", float64(r.Z), 128, "the authors' sn_cifar10_unconditional.yml"},
		{"Slope", r.Slope, 0.1, "table 3"},
		{"Size", float64(r.Size), 32, "CIFAR-10"},
		{"Channels", float64(r.Channels), 3, "CIFAR-10"},
		{"Base", float64(r.Base), 64, "table 3"},
	} {
		gantest.Near(t, n.what+", "+n.source, n.got, n.want, 0)
	}
	if r.AdamG != r.AdamD {
		t.Error("both players have the same Adam")
	}
}

// What the step reports is what the equations give for scores that were made by hand; and G is
// judged by the D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(4, 16, 1)
	r.NDis = 1
	recipetest.MustStep(t, r, store, x)
	r.AdamD.LearningRate = 0.1
	twin := recipetest.NewTwin(t, r, store)
	m := recipetest.MustStep(t, r, store, x)

	xTilde := twin.Generate(twin.Noise(4))
	real, fake := twin.Scores(x), twin.Scores(xTilde)
	twin.TakeWeights("D", store)
	again := twin.Scores(xTilde)

	gantest.Near(t, "loss D", m["loss D"], ref.HingeD(real, fake), 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.HingeG(again), 1e-5)
	gantest.Near(t, "accuracy D", m["accuracy D"], ref.Accuracy(real, fake), 1e-6)
	gantest.Near(t, "D(x)", m["D(x)"], mean(real), 1e-5)
	gantest.Near(t, "D(G(z))", m["D(G(z))"], mean(fake), 1e-5)
	if math.Abs(ref.HingeG(again)-ref.HingeG(fake)) < 1e-3 {
		t.Error("D learned too little to tell whether it is the new one that judges G")
	}
}

func mean(scores []float64) (m float64) {
	for _, s := range scores {
		m += s / float64(len(scores))
	}
	return m
}

// The direction u of every layer of D follows its weights while training, and rests when D is only
// looked at. G has none.
func TestDirectionsMoveInTrainingOnly(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(8, 16, 1)
	recipetest.MustStep(t, r, store, x)
	layers := []string{"/D/0/u", "/D/1/u", "/D/out/u"}
	before := recipetest.Bytes(t, store)
	for path := range before {
		if strings.HasSuffix(path, "/u") && !strings.HasPrefix(path, "/D/") {
			t.Errorf("%s: G is not normalised", path)
		}
	}
	scores(t, r, store, x)
	if d := recipetest.Differ(recipetest.Bytes(t, store), before); len(d) > 0 {
		t.Errorf("looking at D changed %v", d)
	}
	recipetest.MustStep(t, r, store, x)
	after := recipetest.Bytes(t, store)
	for _, path := range layers[:2] { // the last has one column, and u = ±1 has nowhere to go
		if string(after[path]) == string(before[path]) {
			t.Errorf("%s stayed in a step", path)
		}
	}
	if _, ok := after[layers[2]]; !ok {
		t.Error("the last layer of D is not normalised")
	}
}

// scores are those of D when it does not train.
func scores(t *testing.T, r sngan.SNGAN, store *model.Store, x *tensors.Tensor) []float64 {
	t.Helper()
	out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, x *Node) *Node { return r.D(s.At("D"), x) }, x)
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, out)
}

// D has the same scores whatever the size of its weights.
func TestWeightsHaveNoSize(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(8, 16, 1)
	recipetest.MustStep(t, r, store, x)
	want := scores(t, r, store, x)
	for _, path := range []string{"/D/0/W", "/D/1/W", "/D/out/W"} {
		large := recipetest.Clone(t, store)
		tensors.MustMutableFlatData(large.GetVariable(path).MustValue(), func(w []float32) {
			for i := range w {
				w[i] *= 8
			}
		})
		for i, got := range scores(t, r, large, x) {
			gantest.Near(t, "a score with "+path+" eight times as large", got, want[i], 1e-5)
		}
	}
}

// Each patch is mapped by a matrix with singular values up to 1, and a pixel lies in four patches:
// a convolution stretches by 2 at most, and D, with two of them here, by 4.
func TestSlopeIsBounded(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	r.AdamD.LearningRate = 0.05
	for range 20 {
		recipetest.MustStep(t, r, store, recipetest.Images(8, 16, 1))
	}
	out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, g *Graph) *Node {
		x := Sin(IotaFull(g, shapes.Make(dtypes.Float32, 8, 16, 16, 1)))
		slope := Gradient(ReduceAllSum(r.D(s.At("D"), x)), x)[0]
		return Sqrt(ReduceMax(ReduceSum(Square(Reshape(slope, 8, -1)), 1)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if slope := gantest.Flat(t, out)[0]; !(slope > 0.01 && slope <= 4) {
		t.Errorf("the steepest slope of D is %g, want at most 4", slope)
	}
}

// D takes NDis steps for one of G.
func TestStepsOfD(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	r.NDis = 4
	recipetest.MustStep(t, r, store, recipetest.Images(8, 16, 1))
	gantest.Near(t, "steps of D's Adam", recipetest.Value(t, store, "/D/adam/step")[0], 4, 0)
	gantest.Near(t, "steps of G's Adam", recipetest.Value(t, store, "/G/adam/step")[0], 1, 0)
}

func TestNDisMustSplitTheBatch(t *testing.T) {
	r := tiny()
	for n, want := range map[int]string{3: "8 images cannot be split into NDis = 3", 0: "NDis = 0", -2: "NDis = -2"} {
		r.NDis = n
		if _, err := recipetest.Step(t, r, recipetest.NewStore(t), recipetest.Images(8, 16, 1)); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("NDis = %d: error %v", n, err)
		}
	}
}

// Weights start from the uniform distribution on ±√(6/(fan_in + fan_out)); of D's only the
// direction matters.
func TestStart(t *testing.T) {
	r := tiny()
	r.Base, r.AdamD.LearningRate, r.AdamG.LearningRate = 8, 0, 0
	store := recipetest.NewStore(t)
	recipetest.MustStep(t, r, store, recipetest.Images(8, 16, 1))
	largest, limit := 0.0, math.Sqrt(6.0/(2*2*16+4*4*8)) // from 16 channels, 2×2 of 4×4 taps of each, to 8
	for _, v := range recipetest.Value(t, store, "/G/1/W") {
		largest = max(largest, math.Abs(v))
	}
	gantest.Near(t, "the largest of the weights /G/1/W, just below the limit", largest, limit, 0.01*limit)
}
