package projection_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/projection"
)

// tiny is a recipe whose step is quick.
func tiny() projection.Projection {
	r := projection.Paper()
	r.Size, r.Classes, r.Z, r.Base, r.NDis = 8, 3, 4, 2, 2
	return r
}

func TestRecipe(t *testing.T) { recipetest.All(t, tiny(), recipetest.Images(8, 8, 1), "adam") }

func TestParameterCounts(t *testing.T) {
	g, d := recipetest.CountsOfStep(t, projection.Paper(), 10)
	if want := 128*7*7*128 + 16*(128*64+64) + 1 + 2*10*(128+64); g != want {
		t.Errorf("G has %d parameters, want %d: a bias at the end alone, γ and β for each class", g, want)
	}
	if d != 201_281 {
		t.Errorf("D has %d parameters, want 201281: biases, no norm, and a table of 10×6272", d)
	}
}

func TestPaperNumbers(t *testing.T) {
	r := projection.Paper()
	for _, n := range []struct {
		what      string
		got, want float64
	}{
		{"α", r.AdamD.LearningRate, 2e-4}, {"β₁", r.AdamD.Beta1, 0}, {"β₂", r.AdamD.Beta2, 0.9}, {"n_dis", float64(r.NDis),
			5}, {"z", float64(r.Z), 128},
	} {
		gantest.Near(t, n.what+", the authors' sn_cifar10_conditional.yml", n.got, n.want, 0)
	}
	if r.AdamG != r.AdamD {
		t.Error("both players have the same Adam")
	}
}

// singleStep is tiny with one step of D, and a D that learns visibly in it.
func singleStep() projection.Projection {
	r := tiny()
	r.NDis, r.AdamD.LearningRate = 1, 0.1
	return r
}

// What the step reports is what the equations give, with the class of the batch for both kinds of
// images; and G is judged by the D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := singleStep(), recipetest.NewStore(t), recipetest.Images(4, 8, 1)
	recipetest.MustStep(t, r, store, x)
	twin, real := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
	m := recipetest.MustStep(t, r, store, x)

	fake := media.Batch{"z": twin.Noise(4), "y": real["y"]}
	fake["x"] = twin.Make(fake)
	scoresReal, scoresFake := twin.Score(real), twin.Score(fake)
	twin.TakeWeights("D", store)
	again := twin.Score(fake)

	gantest.Near(t, "loss D", m["loss D"], ref.HingeD(scoresReal, scoresFake), 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.HingeG(again), 1e-5)
	gantest.Near(t, "accuracy D", m["accuracy D"], ref.Accuracy(scoresReal, scoresFake), 1e-6)
	if math.Abs(ref.HingeG(again)-ref.HingeG(scoresFake)) < 1e-3 {
		t.Error("D learned too little to tell whether it is the new one that judges G")
	}
}

// Of the same noise G makes other images of other classes, and every batch norm takes part. D
// scores an image by the class beside it; without V it would not; and what V says of an image
// reaches G.
func TestTheClassCounts(t *testing.T) {
	r, store, x := singleStep(), recipetest.NewStore(t), recipetest.Images(3, 8, 1)
	r.AdamG.LearningRate = 0.01
	recipetest.MustStep(t, r, store, x)
	twin, batch := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
	z := twin.Noise(3)
	other, err := media.Classes(2, 0, 1).Tensor(media.Class{N: 3})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(gantest.Flat(t, twin.Make(media.Batch{"z": z, "y": batch["y"]})),
		gantest.Flat(t, twin.Make(media.Batch{"z": z, "y": other}))) {
		t.Error("G makes the same of any class")
	}
	byClass := func() bool {
		return !slices.Equal(scores(t, r, twin.Store, batch), scores(t, r, twin.Store, media.Batch{"x": batch["x"], "y": other}))
	}
	if !byClass() {
		t.Error("D scores an image the same beside any class")
	}
	slope := gantest.Flat(t, twin.Of(r.Samplers()[0].From, media.Batch{"z": z, "y": batch["y"]},
		func(s *model.Scope, in train.In) *Node {
			fake := r.Samplers()[0].Graph(s, in)
			right, without := r.D(s.At("D"), fake, in["y"]), r.D(s.At("D"), fake, OneMinus(in["y"]))
			W := s.Store().GetVariable("/G/0/gamma").NodeValue(fake.Graph())
			return ReduceAllSum(Abs(Gradient(ReduceAllSum(Sub(right, without)), W)[0]))
		}))[0]
	if !(slope > 0) {
		t.Error("nothing of the class reaches G's tables")
	}
	for _, path := range []string{"/G/0/gamma", "/G/0/beta"} {
		if dims := store.GetVariable(path).Shape().Dimensions; dims[0] != 3 {
			t.Errorf("%s is %v, want a row for each of 3 classes", path, dims)
		}
	}
	if store.GetVariable("/D/V/u") == nil {
		t.Error("the vectors of the classes have no spectral norm")
	}
	v := store.GetVariable("/D/V/W")
	if err := twin.Store.GetVariable("/D/V/W").SetValue(tensors.FromShape(v.Shape())); err != nil {
		t.Fatal(err)
	}
	if byClass() {
		t.Error("without V D still scores by the class")
	}
}

// scores are those of D when it does not train, and the directions of its spectral norms rest.
func scores(t *testing.T, r projection.Projection, store *model.Store, in media.Batch) []float64 {
	t.Helper()
	out, err := model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, x, y *Node) *Node {
		return r.Score(s, train.In{"x": x, "y": r.Needs()[1].Kind.Decode(y)})
	}, in["x"], in["y"])
	if err != nil {
		t.Fatal(err)
	}
	return gantest.Flat(t, out)
}

func TestNDisMustSplitTheBatch(t *testing.T) {
	r := tiny()
	for n, want := range map[int]string{3: "8 images cannot be split into NDis = 3", 0: "NDis = 0"} {
		r.NDis = n
		if _, err := recipetest.Step(t, r, recipetest.NewStore(t), recipetest.Images(8, 8, 1)); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("NDis = %d: error %v", n, err)
		}
	}
}

// D takes NDis steps for one of G, each with classes of its own.
func TestStepsOfD(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	r.NDis = 4
	recipetest.MustStep(t, r, store, recipetest.Images(8, 8, 1))
	gantest.Near(t, "steps of D's Adam", recipetest.Value(t, store, "/D/adam/step")[0], 4, 0)
	gantest.Near(t, "steps of G's Adam", recipetest.Value(t, store, "/G/adam/step")[0], 1, 0)
}
