package train_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
)

// named is a recipe with a class: G's image is w + class + z, D's score of an image x − class, and
// a step measures the mean class.
type named struct{}

func (named) Name() string { return "named" }

var three = media.Class{N: 3}

func (named) Needs() []media.Field {
	return []media.Field{{Name: "x", Kind: pixel}, {Name: "y", Kind: three}}
}

// class is the number of the class that y [B, 3] says, [B, 1, 1, 1].
func class(y *graph.Node) *graph.Node {
	numbers := graph.Const(y.Graph(), []float32{0, 1, 2})
	return graph.Reshape(graph.ReduceSum(graph.Mul(y, graph.InsertAxes(numbers, 0)), 1), -1, 1, 1, 1)
}

func (named) Samplers() []train.Sampler {
	z := media.Field{Name: "z", Kind: media.Noise{Dim: 1}}
	g := func(s *model.Scope, in train.In) *graph.Node {
		w := s.At("G").VariableWithValue("w", float32(0)).NodeValue(in["z"].Graph())
		x := graph.Add(class(in["y"]), graph.Reshape(in["z"], -1, 1, 1, 1))
		return graph.Add(graph.MulScalar(x, 0.1), w)
	}
	return []train.Sampler{
		{Name: "G", From: []media.Field{z, {Name: "y", Kind: three}}, To: pixel, Graph: g},
		{Name: "points", From: []media.Field{z}, To: media.Points{Dim: 1}, Graph: func(_ *model.Scope, in train.In) *graph.Node {
			return in["z"]
		}},
	}
}

func (named) Score(_ *model.Scope, in train.In) *graph.Node {
	return graph.Reshape(graph.Sub(in["x"], class(in["y"])), -1)
}

func (named) Step(s *model.Scope, in train.In) []train.Measure {
	w := s.At("G").VariableWithValue("w", float32(0))
	w.SetNodeValue(graph.AddScalar(w.NodeValue(in["x"].Graph()), 0.001))
	return []train.Measure{train.LossD.Of(graph.ReduceAllMean(class(in["y"])))}
}

// labelled hands out pixels of the value of their class, classes k, k+1, k+2 mod 3.
type labelled struct{ Fail int }

func (labelled) Name() string          { return "labelled" }
func (labelled) Fields() []media.Field { return named{}.Needs() }
func (labelled) BatchSize() int        { return 2 }
func (labelled) PerEpoch() int         { return 3 }
func (l labelled) Batch(k int) (media.Batch, error) {
	if l.Fail > 0 && k >= l.Fail {
		return nil, errors.New("the disk is gone")
	}
	a, b := int32(k%3), int32((k+1)%3)
	return media.Batch{
		"x": tensors.FromFlatDataAndDimensions([]float32{float32(a), float32(b)}, 2, 1, 1, 1),
		"y": tensors.FromFlatDataAndDimensions([]int32{a, b}, 2),
	}, nil
}

// A class that comes with the data reaches the step, D and, in a probe, G.
func TestAClassReachesEverybody(t *testing.T) {
	dir := t.TempDir()
	c := config(6)
	c.RecordEvery, c.ProbeEvery, c.HalfLife = 1, 1, 0
	l, err := train.New(gantest.PlainGo(t), named{}, labelled{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, l)
	h, err := train.ReadHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	z := train.Latents(c.Seed, 2, 1)
	for i, r := range h {
		a, b := i%3, (i+1)%3
		gantest.Near(t, "the mean class of a step", value(t, r, "loss D"), float64(a+b)/2, 1e-6)
		// A probe looks at batch 0, classes 0 and 1, of which real images have the value: scores are 0.
		real, _ := probed(r, train.ScoreReal)
		gantest.Near(t, "D's score of real images", real, 0, 1e-6)
		made := 0.05 + 0.05*float64(z[0][0]+z[1][0]) + 0.001*float64(i+1)
		mean, _ := probed(r, train.ImagesMean)
		gantest.Near(t, "G's images of these classes", mean, made, 1e-6)
		fake, _ := probed(r, train.ScoreGenerated)
		gantest.Near(t, "D's score of them", fake, made-0.5, 1e-6)
	}
}

// What is missing is said before anything is written, with both sides.
func TestARecipeSaysWhatItNeeds(t *testing.T) {
	_, err := train.New(gantest.PlainGo(t), named{}, ones{}, config(4), "")
	if want := `the recipe named cannot be trained on ones: classes, one of 3 are needed as "y", and there is only "x" (images of 1×1×1)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	step, err := train.NewStepper(gantest.PlainGo(t), named{}, model.NewStore(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	for want, batch := range map[string]media.Batch{
		`the batch has no "y"`: pixels(1, 2),
		`"x" of the batch is (Float32)[2, 1], but images of 1×1×1 are stored with the axes [1 1 1]`: {
			"x": tensors.FromFlatDataAndDimensions([]float32{1, 2}, 2, 1), "y": tensors.FromFlatDataAndDimensions([]int32{0, 1}, 2)},
	} {
		if _, err := step.Next(batch); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Each of a recipe's samplers makes what it says, of what it takes.
func TestSamplers(t *testing.T) {
	dir := t.TempDir()
	c := config(5)
	c.HalfLife, c.ProbeEvery = 0, 0
	l, err := train.New(gantest.PlainGo(t), named{}, labelled{}, c, dir)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, l)
	open := func(i int) *train.Generator {
		g, err := train.OpenSampler(gantest.PlainGo(t), named{}.Samplers()[i], dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(g.Close)
		return g
	}
	images, points := open(0), open(1)
	in := train.Inputs{"z": {{0}, {0}, {0}, {1}}, "y": media.Classes(0, 1, 2, 0)}
	got, err := images.Make(in) // 127.5·(0.1·(class + z) + 0.005 + 1)
	if want := []uint8{128, 141, 154, 141}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("classes 0, 1, 2 and a z of 1 make %v, %v, want %v", got, err, want)
	}
	drawn, err := images.Draw(3, 130) // more than one batch
	if err != nil || len(drawn["z"]) != 130 || !reflect.DeepEqual(drawn["y"][:4], media.Classes(0, 1, 2, 0)) {
		t.Errorf("drawn: %v, %v", drawn["y"][:4], err)
	}
	if xy, err := points.Points(train.Inputs{"z": drawn["z"]}); err != nil || len(xy) != 130 || xy[129] != drawn["z"][129][0] {
		t.Errorf("%d points, %v", len(xy), err)
	}
	if !reflect.DeepEqual(media.Rows(images.Latents(3, 130)), drawn["z"]) {
		t.Error("Latents and Draw give other noise for the same seed")
	}
	for want, f := range map[string]func() error{
		"takes more than noise": func() error { _, err := images.Images([][]float32{{0}}); return err },
		`there is no "y"`:       func() error { _, err := images.Make(train.Inputs{"z": {{0}}}); return err },
		`2 of "y" and 1 of others`: func() error {
			_, err := images.Make(train.Inputs{"z": {{0}}, "y": media.Classes(0, 1)})
			return err
		},
		`"y": number 0 is class 3`: func() error {
			_, err := images.Make(train.Inputs{"z": {{0}}, "y": media.Classes(3)})
			return err
		},
		"makes points of 1 dimensions, which are": func() error { _, err := points.Images([][]float32{{0}}); return err },
		"which are stored as Uint8, not Float32":  func() error { _, err := images.Points(in); return err },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A role is kept beside a name that is another one, and follows from a name that is one.
func TestRolesAreKept(t *testing.T) {
	second := train.Scalar{Name: "loss D of b", Role: train.LossD, Value: 2}
	for want, s := range map[string]train.Scalar{
		`{"name":"loss D","value":1}`:                        train.LossD.Scalar(1),
		`{"name":"loss D of b","role":"loss D","value":2}`:   second,
		`{"name":"path length","value":3}`:                   {Name: "path length", Value: 3},
		`{"name":"D(x)","role":"accuracy D","value":0.5}`:    {Name: "D(x)", Role: train.AccuracyD, Value: 0.5},
		`{"name":"Wasserstein estimate","value":-1.5}`:       train.Distance.Scalar(-1.5),
		`{"name":"gradient penalty","role":"x","value":0.1}`: {Name: "gradient penalty", Role: "x", Value: 0.1},
	} {
		text, err := json.Marshal(s)
		var back train.Scalar
		if err != nil || string(text) != want || json.Unmarshal(text, &back) != nil || back != s {
			t.Errorf("%+v is kept as %s and read as %+v, %v", s, text, back, err)
		}
	}
	h := train.History{
		{Step: 1, Values: []train.Scalar{train.LossG.Scalar(9), train.LossD.Scalar(1), second}},
		{Step: 2, Values: []train.Scalar{second, train.LossD.Scalar(3)}},
	}
	if name, steps, values := h.Role(train.LossD); fmt.Sprintf("%s %v %v", name, steps, values) != "loss D [1 2] [1 3]" {
		t.Errorf("the first of two D is %s %v %v", name, steps, values)
	}
	if name, steps, _ := h.Role(train.Distance); name != "" || steps != nil {
		t.Errorf("nothing has the role, and %q is found", name)
	}
}

// What is made ready ahead is what the source would give, in any order; and its error is told when
// its batch is asked for, not before.
func TestPrefetch(t *testing.T) {
	ahead := train.Prefetch(labelled{Fail: 4})
	if ahead.Name() != "labelled" || ahead.BatchSize() != 2 {
		t.Error("it is another source")
	}
	for _, k := range []int{0, 1, 2, 2, 0, 3, 1, 2, 3} {
		got, err := ahead.Batch(k)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := labelled{}.Batch(k)
		if !got["y"].Equal(want["y"]) || !got["x"].Equal(want["x"]) {
			t.Errorf("batch %d is %v", k, got["y"])
		}
	}
	if _, err := ahead.Batch(4); err == nil {
		t.Error("no error of batch 4")
	}
	c := config(10)
	l, err := train.New(gantest.PlainGo(t), named{}, labelled{Fail: 4}, c, "")
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for e, err := range l.Run(t.Context()) {
		if steps = e.Step; err != nil && !strings.Contains(err.Error(), "the disk is gone") {
			t.Error(err)
		}
	}
	if steps != 4 {
		t.Errorf("the run ended after %d steps, want 4", steps)
	}
}

// askedFor tells which batches it is asked for.
type askedFor struct {
	labelled
	numbers chan int
}

func (a askedFor) Batch(k int) (media.Batch, error) {
	a.numbers <- k
	return a.labelled.Batch(k)
}

func TestTheNextBatchIsMadeReady(t *testing.T) {
	src := askedFor{numbers: make(chan int, 10)}
	if _, err := train.Prefetch(src).Batch(5); err != nil {
		t.Fatal(err)
	}
	if first, next := <-src.numbers, <-src.numbers; first != 5 || next != 6 { // would wait for ever
		t.Errorf("batches %d and %d were made, want 5 and 6", first, next)
	}
}

// stages is a recipe each of whose phases says in which steps it was due.
type stages struct{ line }

func (stages) Phases() []train.Phase {
	due := func(s *model.Scope, in train.In) []train.Measure {
		return []train.Measure{{Name: "due", Value: graph.ScalarOne(in["x"].Graph(), in["x"].DType())}}
	}
	return []train.Phase{{Name: "middle", Every: 2, From: 3, Until: 7, Graph: due}}
}

func TestPhasesHaveABeginningAndAnEnd(t *testing.T) {
	step, err := train.NewStepper(gantest.PlainGo(t), stages{newLine()}, model.NewStore(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer step.Close()
	var due []int
	for k := range 12 {
		measured, err := step.Next(pixels(1, 1))
		if err != nil {
			t.Fatal(err)
		}
		if measured[len(measured)-1].Name == "due" {
			due = append(due, k)
		}
	}
	if fmt.Sprint(due) != "[3 5]" {
		t.Errorf("due in the steps %v, want 3 and 5", due)
	}
}
