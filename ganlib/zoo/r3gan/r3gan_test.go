package r3gan_test

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
	"gophergan/ganlib/zoo/r3gan"
)

// tiny is a recipe whose step is quick, and in which every weight gets a gradient.
func tiny(classes int) r3gan.R3GAN {
	r := r3gan.Small()
	r.Size, r.Channels, r.Classes, r.Z, r.Embedding, r.Base, r.MaxChannels, r.Blocks, r.Group = 8, 1, classes, 4, 3, 31, 6, 2, 2
	return r
}

func TestWithLabels(t *testing.T) {
	recipetest.All(t, tiny(3), recipetest.Images(4, 8, 1), "adam", "changes", "end", "p") // see TestEnds and TestChanges
}

func TestWithoutLabels(t *testing.T) {
	recipetest.All(t, tiny(0), recipetest.Images(4, 8, 1), "adam", "changes", "end", "p", "classes", "embedding")
}

// The numbers of the authors' presets, counted from their layers by two derivations.
func TestParameterCounts(t *testing.T) {
	small := r3gan.FFHQ64()
	small.Size, small.Z, small.MaxChannels = 32, 32, 128
	for _, c := range []struct {
		name string
		r    r3gan.R3GAN
		g, d int
	}{
		{"CIFAR10", r3gan.CIFAR10(), 20_781_952, 21_280_512},
		{"FFHQ64", r3gan.FFHQ64(), 22_429_824, 22_381_440},
		{"FFHQ256", r3gan.FFHQ256(), 23_057_952, 23_009_568},
		{"ImageNet64", r3gan.ImageNet64(), 103_570_432, 107_205_120},
		{"four stages of 128", small, 829_824, 825_856},
		{"Small", r3gan.Small(), 178_160, 170_096}, // what bench/torch_r3gan.py counts, too
	} {
		if g, d := recipetest.CountsOfNetworks(t, c.r); g != c.g || d != c.d {
			t.Errorf("%s: G has %d parameters and D %d, want %d and %d", c.name, g, d, c.g, c.d)
		}
	}
}

// The four schedules at quarters of the decay, and after it, as half a cosine makes them of the
// published ends.
func TestSchedules(t *testing.T) {
	r := r3gan.CIFAR10()
	for step, want := range map[int][4]float64{ // rate, β₂, γ, β of the average of G, whose half-life ends at 5 million images
		0:   {2e-4, 0.9, 0.05, 0},
		250: {1.780330e-4, 0.9131802, 0.0434099, 0.9995154475},
		500: {1.25e-4, 0.945, 0.0275, math.Exp2(-512 / 2.5e6)},
		750: {7.196699e-5, 0.9768198, 0.0115901, math.Exp2(-512 / (5e6 * (1 + math.Sqrt2/2) / 2))},
		1e3: {5e-5, 0.99, 0.005, 0.9999290242},
		2e3: {5e-5, 0.99, 0.005, 0.9999290242},
	} {
		store := recipetest.NewStore(t)
		s, err := train.NewStepper(gantest.PlainGo(t), schedules{r}, store, 5e6)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Step = step
		if err := s.Anneal(1000); err != nil {
			t.Fatal(err)
		}
		values, err := s.Next(media.Batch{"x": recipetest.Images(1, 1, 1)})
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"rate", "β₂", "γ", "β of the average"} {
			gantest.Near(t, name, values[i].Value, want[i], 2e-7*(1+want[i]))
		}
	}
}

// schedules measures what the schedules of a recipe give.
type schedules struct{ r r3gan.R3GAN }

func (schedules) Name() string { return "schedules" }
func (schedules) Needs() []media.Field {
	return []media.Field{{Name: "x", Kind: media.Images{Height: 1, Width: 1, Channels: 1}}}
}
func (schedules) Samplers() []train.Sampler { return nil }
func (c schedules) Step(s *model.Scope, in train.In) []train.Measure {
	g := in["x"].Graph()
	adam := c.r.AdamD
	half := c.r.HalfLife(s, g, 5e6)
	return []train.Measure{
		{Name: "rate", Value: train.Anneal(s, g, adam.LearningRate, adam.LearningRate*c.r.End.Rate)},
		{Name: "β₂", Value: train.Anneal(s, g, adam.Beta2, c.r.End.Beta2)},
		{Name: "γ", Value: train.Anneal(s, g, c.r.Gamma, c.r.End.Gamma)},
		{Name: "β", Value: Exp(Div(Scalar(g, half.DType(), -512*math.Ln2), half))},
	}
}

// What the step reports is what the equations give, each real image compared with the generated one
// at its place; the penalties are those of D on real and on generated images; and G is judged by
// the D that has just learned.
func TestStepIsTheEquations(t *testing.T) {
	for _, classes := range []int{0, 3} {
		r, store, x := tiny(classes), recipetest.NewStore(t), recipetest.Images(4, 8, 1)
		r.AdamD.LearningRate, r.Gamma = 0.02, 3
		recipetest.MustStep(t, r, store, x)
		twin, real := recipetest.NewTwin(t, r, store), recipetest.Batch(t, r, x)
		m := recipetest.MustStep(t, r, store, x)

		fake := media.Batch{"z": twin.Noise(4)}
		if classes > 0 {
			fake["y"] = real["y"]
		}
		fake["x"] = twin.Make(fake)
		scoresReal, scoresFake := twin.Score(real), twin.Score(fake)
		R1, R2 := penalty(t, r, twin, real), penalty(t, r, twin, fake)
		slope := slopeOfLossD(r, twin, real, fake)
		twin.TakeWeights("D", store)
		againReal, againFake := twin.Score(real), twin.Score(fake)

		gantest.Near(t, "loss D", m["loss D"], ref.RelativisticD(scoresReal, scoresFake), 1e-5)
		gantest.Near(t, "loss G", m["loss G"], ref.RelativisticG(againReal, againFake), 1e-5)
		gantest.Near(t, "gradient D", m["gradient D"], slope, 1e-4*slope)
		gantest.Near(t, "R1", m["R1"], R1, 1e-5*(1+R1))
		gantest.Near(t, "R2", m["R2"], R2, 1e-5*(1+R2))
		sure := make([]float64, len(scoresReal))
		right := 0.0
		for i := range sure {
			sure[i] = 1 / (1 + math.Exp(scoresFake[i]-scoresReal[i])) / float64(len(sure))
			if scoresReal[i] > scoresFake[i] {
				right += 1 / float64(len(sure))
			}
		}
		gantest.Near(t, "accuracy D", m["accuracy D"], right, 1e-6)
		gantest.Near(t, "D(x)", m["D(x)"], sum(sure), 1e-5)
		gantest.Near(t, "D(G(z))", m["D(G(z))"], 1-sum(sure), 1e-5)
		if math.Abs(ref.RelativisticG(againReal, againFake)-ref.RelativisticG(scoresReal, scoresFake)) < 1e-3 {
			t.Error("D learned too little to tell whether it is the new one that judges G")
		}
		if math.Abs(R1-R2) < 1e-3*R1 {
			t.Error("the penalties are too alike to tell them apart")
		}
	}
}

// penalty is ½·E[‖∇D(x)‖²] on a batch.
func penalty(t *testing.T, r r3gan.R3GAN, twin recipetest.Twin, batch media.Batch) (value float64) {
	t.Helper()
	slopes := gantest.Flat(t, twin.Of(r.Needs(), batch, func(s *model.Scope, in train.In) *Node {
		return Gradient(ReduceAllSum(r.Score(s, in)), in["x"])[0]
	}))
	n := float64(batch["x"].Shape().Dimensions[0])
	for _, d := range slopes {
		value += d * d / 2 / n
	}
	return value
}

// slopeOfLossD is the length of the gradient of all that D minimises by all its weights.
func slopeOfLossD(r r3gan.R3GAN, twin recipetest.Twin, real, fake media.Batch) float64 {
	fields, in := []media.Field{{Name: "x", Kind: r.Needs()[0].Kind}, {Name: "f", Kind: r.Needs()[0].Kind}}, media.Batch{"x": real["x"], "f": fake["x"]}
	if r.Classes > 0 {
		fields, in["y"] = append(fields, r.Needs()[1]), real["y"]
	}
	norm := twin.Of(fields, in, func(s *model.Scope, in train.In) *Node {
		scores := func(x *Node) *Node { return r.D(s.At("D"), x, in["y"]) }
		rs, fs := scores(in["x"]), scores(in["f"])
		L := ReduceAllMean(Log1P(Exp(Sub(fs, rs))))
		for score, x := range map[*Node]*Node{rs: in["x"], fs: in["f"]} {
			slope := Gradient(ReduceAllSum(score), x)[0]
			L = Add(L, MulScalar(ReduceAllSum(Square(slope)), r.Gamma/2/float64(x.Shape().Dimensions[0])))
		}
		sum := ScalarZero(L.Graph(), L.DType())
		for _, g := range s.At("D").BuildTrainableVariablesGradientsGraph(L) {
			sum = Add(sum, ReduceAllSum(Square(g)))
		}
		return Reshape(Sqrt(sum), 1)
	})
	return float64(tensors.MustCopyFlatData[float32](norm)[0])
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

// At the start every block passes its input on: what G makes is linear in its noise, basis by
// basis.
func TestBlocksStartAsNothing(t *testing.T) {
	r := tiny(0)
	store := recipetest.NewStore(t)
	still := r
	still.AdamD.LearningRate, still.AdamG.LearningRate = 0, 0
	recipetest.MustStep(t, still, store, recipetest.Images(4, 8, 1))
	for path, w := range recipetest.Weights(t, store, "G") {
		if zero := !slices.ContainsFunc(w, func(v float64) bool { return v != 0 }); zero != (strings.HasSuffix(path, "/2/W") ||
			strings.HasSuffix(path, "/b")) {
			t.Errorf("%s starts at 0: %t", path, zero)
		}
	}
}

// The weights start with the sizes that the paper's program gives them.
func TestWhereWeightsStart(t *testing.T) {
	r := r3gan.Small()
	r.Classes, r.MaxChannels, r.Base, r.Blocks = 10, 64, 2048, 2
	r.AdamD.LearningRate, r.AdamG.LearningRate = 0, 0
	store := recipetest.NewStore(t)
	recipetest.MustStep(t, r, store, recipetest.Images(1, 32, 3))
	hidden := math.Sqrt(2/1.04) * 0.5946036 // 8 blocks
	for path, want := range map[string]float64{
		"/G/basis":    1,
		"/G/z/W":      1 / math.Sqrt(64+64),
		"/G/class/W":  1 / math.Sqrt(10),
		"/G/8/0/0/W":  hidden / math.Sqrt(64),
		"/G/8/1/1/W":  hidden / math.Sqrt(9*16),
		"/G/image/W":  1 / math.Sqrt(64),
		"/D/image/W":  1 / math.Sqrt(3),
		"/D/basis/W":  1 / math.Sqrt(16),
		"/D/out/W":    1 / math.Sqrt(64),
		"/D/class/W":  1 / math.Sqrt(64*10),
		"/D/16/1/0/W": hidden / math.Sqrt(64),
	} {
		w := recipetest.Value(t, store, path)
		for i := range w {
			w[i] *= w[i]
		}
		std, n := math.Sqrt(sum(w)/float64(len(w))), float64(len(w))
		gantest.Near(t, path+": root mean square", std, want, 4*want/math.Sqrt(2*n)) // four standard errors
	}
}

// Rate, β₂, γ and p at the end count once the decay is over, and not at the first step.
func TestEnds(t *testing.T) {
	usual := tiny(0)
	usual.Gamma, usual.End.Gamma = 5, 0.5
	for name, change := range map[string]func(*r3gan.R3GAN){
		"rate":  func(r *r3gan.R3GAN) { r.End.Rate = 0.5 },
		"beta2": func(r *r3gan.R3GAN) { r.End.Beta2 = 0.8 },
		"gamma": func(r *r3gan.R3GAN) { r.End.Gamma = 1 },
		"p":     func(r *r3gan.R3GAN) { r.End.P = 1 },
	} {
		r := usual
		change(&r)
		if d := recipetest.Differ(played(t, r, 0), played(t, usual, 0)); len(d) > 0 && name != "p" { // p decides what is drawn
			t.Errorf("%s changes something in the first steps already: %v", name, d)
		}
		if len(recipetest.Differ(played(t, r, 1), played(t, usual, 1))) == 0 {
			t.Errorf("%s changes nothing after the decay", name)
		}
	}
}

// played are all variables after two steps, with the decay over for the second if there is one.
func played(t *testing.T, r r3gan.R3GAN, decay int) map[string][]byte {
	t.Helper()
	store := recipetest.NewStore(t)
	s, err := train.NewStepper(gantest.PlainGo(t), r, store, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 {
		if err := s.Anneal(decay); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Next(recipetest.Batch(t, r, recipetest.Images(4, 8, 1))); err != nil {
			t.Fatal(err)
		}
	}
	return recipetest.Bytes(t, store)
}

// Images are changed before D sees them, with the probability of the schedule, the real ones and
// the generated ones.
func TestChanges(t *testing.T) {
	r := tiny(0)
	r.P, r.Changes.Brightness = 1, 0.2
	x := recipetest.Images(4, 8, 1)
	measures := func(r r3gan.R3GAN) map[string]float64 { return recipetest.MustStep(t, r, recipetest.NewStore(t), x) }
	never := r
	never.P, never.End.P = 0, 1 // p is 0 in the first step, and the draws are made
	if a, b := measures(r), measures(never); a["R1"] == b["R1"] || a["R2"] == b["R2"] || a["loss D"] == b["loss D"] {
		t.Errorf("with p = 1 a step measures %v, and with p = 0 %v", a, b)
	}
	none := r
	none.P = 0
	gantest.Near(t, "R1 with p = 0, without the draws", measures(none)["R1"], measures(never)["R1"], 1e-5)
}

func TestSizesThatDoNotFit(t *testing.T) {
	for want, change := range map[string]func(*r3gan.R3GAN){
		"images of 36×36 pixels; a size must be 4, 5, 6 or 7 times": func(r *r3gan.R3GAN) { r.Size = 36 },
	} {
		r := tiny(0)
		change(&r)
		if _, err := recipetest.Step(t, r, recipetest.NewStore(t), recipetest.Images(4, r.Size, 1)); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
