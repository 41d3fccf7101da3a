package stylegan2_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/gantest/recipetest"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/loss"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/stylegan2"
)

// mixedStyles draws the styles of n images and says from which layer on each has its second one, L
// for none.
func mixedStyles(t *testing.T, r stylegan2.StyleGAN2, n int) (from []int) {
	t.Helper()
	w := values(t, recipetest.NewStore(t), func(s *model.Scope, g *Graph) *Node { return stylegan2.Mixed(r, s, g, n) })
	for ; len(w) > 0; w = w[r.Layers()*r.W:] {
		style := func(i int) []float64 { return w[i*r.W : (i+1)*r.W] }
		second := slices.IndexFunc(count(r.Layers()), func(i int) bool { return !slices.Equal(style(i), style(0)) })
		if second < 0 {
			second = r.Layers()
		}
		for i := second; i < r.Layers(); i++ {
			if !slices.Equal(style(i), style(second)) {
				t.Fatal("an image has more than two styles")
			}
		}
		from = append(from, second)
	}
	return from
}

func count(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// The share Mixing of the images has a second style; from which layer on is uniform in 1 … L − 1.
func TestStyleMixing(t *testing.T) {
	const n = 10_000
	r := tiny()
	r.Size, r.Mapping, r.Z, r.W = 64, 0, 2, 2 // 10 styles, each a z on its circle
	for _, mixing := range []float64{0.9, 0.3, 1, 0} {
		r.Mixing = mixing
		found := make([]float64, r.Layers()+1)
		for _, from := range mixedStyles(t, r, n) {
			found[from]++
		}
		within := func(p float64) float64 { return 4.5 * math.Sqrt(n*p*(1-p)) } // standard deviations
		for from := 1; from < r.Layers(); from++ {
			p := mixing / float64(r.Layers()-1)
			gantest.Near(t, fmt.Sprintf("mixing %g: images whose second style starts in layer %d", mixing, from), found[from], n*p,
				within(p))
		}
		gantest.Near(t, fmt.Sprintf("mixing %g: images of one style", mixing), found[r.Layers()], n*(1-mixing), within(mixing))
	}
}

// The moving average of w is fed with the first styles of each batch, which no mixing touches.
func TestAverageOfW(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	const n = 6
	exec, err := model.NewExec1(gantest.PlainGo(t), store, func(s *model.Scope, g *Graph) *Node {
		return stylegan2.Styles(r, s, g, n)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	want := make([]float64, r.W)
	for step := range 3 {
		w := gantest.Flat(t, exec.MustCall1())
		for i := range want {
			now := 0.0
			for image := range n {
				now += w[image*r.Layers()*r.W+i] / n
			}
			want[i] = now + 0.995*(want[i]-now)
			gantest.Near(t, fmt.Sprintf("the average after step %d", step), recipetest.Value(t, store, "/G/w_average")[i], want[i], 1e-6)
		}
	}
	if v := store.GetVariable("/G/w_average"); v.Trainable {
		t.Error("the average is trained")
	}
}

// without is a recipe that has no penalties, or one.
func without(r stylegan2.StyleGAN2, r1, path bool) stylegan2.StyleGAN2 {
	if r1 {
		r.R1Every = 0
	}
	if path {
		r.PathEvery = 0
	}
	return r
}

func TestPhases(t *testing.T) {
	r := tiny()
	for want, r := range map[string]stylegan2.StyleGAN2{
		"path length 4, R1 16, ": r, "path length 4, ": without(r, true, false), "R1 16, ": without(r, false, true), "": without(r,
			true, true),
	} {
		got := ""
		for _, p := range r.Phases() {
			got += fmt.Sprintf("%s %d, ", p.Name, p.Every)
		}
		if got != want {
			t.Errorf("phases %q, want %q", got, want)
		}
	}
}

// A player whose penalty is lazy takes smaller steps, and one without a penalty those of the
// recipe.
func TestLazyLearningRates(t *testing.T) {
	r := tiny()
	for _, c := range []struct {
		r    stylegan2.StyleGAN2
		d, g float64
	}{{r, 0.0025 * 16 / 17, 0.002}, {without(r, true, false), 0.0025, 0.002}, {without(r, false, true), 0.0025 * 16 / 17, 0.0025}} {
		store := recipetest.NewStore(t)
		recipetest.MustStep(t, c.r, store, recipetest.Images(4, 8, 1))
		gantest.Near(t, "α of D", recipetest.Value(t, store, "/D/optimizers/learning_rate")[0], c.d, 1e-9)
		gantest.Near(t, "α of G", recipetest.Value(t, store, "/G/optimizers/learning_rate")[0], c.g, 1e-9)
	}
}

// What the step reports is what the equations give for scores that were made by hand; and G is
// judged by the D that has just learned.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store, x := without(tiny(), true, true), recipetest.NewStore(t), recipetest.Images(4, 8, 1)
	r.Mixing = 0 // so that the noise z comes first of all random numbers
	recipetest.MustStep(t, r, store, x)
	r.AdamD.LearningRate = 0.1
	setAll(t, store, "/strength", 0.2)
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

// With pairs D says which of image i and generated image i is the real one, and the step of R1 takes
// in R2, on images made for it.
func TestPairs(t *testing.T) {
	r, store, x := without(tiny(), true, true), recipetest.NewStore(t), recipetest.Images(4, 8, 1)
	r.Mixing, r.Pairs = 0, true
	recipetest.MustStep(t, r, store, x)
	r.AdamD.LearningRate = 0.1
	setAll(t, store, "/strength", 0.2)
	twin := recipetest.NewTwin(t, r, store)
	m := recipetest.MustStep(t, r, store, x)

	xTilde := twin.Generate(twin.Noise(4))
	real, fake := twin.Scores(x), twin.Scores(xTilde)
	logits := make([]float64, 4)
	right := 0.0
	for i := range logits {
		if logits[i] = real[i] - fake[i]; logits[i] > 0 {
			right += 1.0 / 4
		}
	}
	twin.TakeWeights("D", store)
	again := [2][]float64{twin.Scores(x), twin.Scores(xTilde)}

	gantest.Near(t, "loss D", m["loss D"], ref.RelativisticD(real, fake), 1e-5)
	gantest.Near(t, "loss G", m["loss G"], ref.RelativisticG(again[0], again[1]), 1e-5)
	gantest.Near(t, "accuracy D", m["accuracy D"], right, 1e-6)
	gantest.Near(t, "D(x)", m["D(x)"], meanSigmoid(logits), 1e-5)
	gantest.Near(t, "D(G(z))", m["D(G(z))"], 1-meanSigmoid(logits), 1e-5)
	if math.Abs(ref.RelativisticG(again[0], again[1])-ref.RelativisticG(real, fake)) < 1e-3 {
		t.Error("D learned too little to tell whether it is the new one that judges G")
	}
	gantest.Near(t, "the loss of a D that cannot tell", train.TraitsOf(r).Guess, math.Ln2, 0)
}

// The penalties of a pair are those of both images, and D goes down the gradient of their sum.
func TestPairsHaveBothPenalties(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(4, 8, 1)
	r.Mixing, r.Pairs, r.R1, r.R1Every = 0, true, 0.7, 3
	recipetest.MustStep(t, without(r, true, true), store, x)
	setAll(t, store, "/strength", 0.2)
	twin := recipetest.NewTwin(t, r, store)
	xTilde := twin.Generate(twin.Noise(4))
	grad := values(t, recipetest.Clone(t, store), func(s *model.Scope, x, xTilde *Node) *Node {
		D := func(x *Node) *Node { return r.D(s.At("D"), x) }
		L := Add(loss.R1(D, x), loss.R1(D, xTilde))
		return Gradient(L, s.At("D").At("4").At("dense").GetVariable("W").NodeValue(x))[0]
	}, x, xTilde)
	m := runPhase(t, r, "R1", store, x)
	for i, images := range []*tensors.Tensor{x, xTilde} {
		want := 0.0
		for _, v := range twin.Slope(images) {
			want += v * v / 4 / 2
		}
		gantest.Near(t, []string{"R1", "R2"}[i], m[i], want, 1e-5*want)
	}
	for i, g := range momentum(t, store, "/D/4/dense/W") {
		gantest.Near(t, "the gradient of 3·γ·(R1 + R2)", g, 3*0.7*grad[i], 1e-5*(1+math.Abs(grad[i])))
	}
}

func meanSigmoid(scores []float64) (mean float64) {
	for _, s := range scores {
		mean += ref.Sigmoid(s) / float64(len(scores))
	}
	return mean
}

// runPhase runs one phase alone and returns what it measures.
func runPhase(t *testing.T, r stylegan2.StyleGAN2, name string, store *model.Store, x *tensors.Tensor) []float64 {
	t.Helper()
	phases := r.Phases()
	i := slices.IndexFunc(phases, func(p train.Phase) bool { return p.Name == name })
	return values(t, store, func(s *model.Scope, x *Node) *Node {
		s.Store().SetTraining(x.Graph(), true)
		var all []*Node
		for _, m := range phases[i].Graph(s, train.In{"x": x}) {
			all = append(all, m.Value)
		}
		return Stack(all, 0)
	}, x)
}

// momentum is the gradient by a variable that Adam has just seen: with β₁ = 0 its first moment is
// that.
func momentum(t *testing.T, store *model.Store, path string) []float64 {
	t.Helper()
	return recipetest.Value(t, store, "/adam"+path+"_1st_moment")
}

// The step of R1 measures ½·E[‖∇D(x)‖²] on real images, goes down its gradient times γ times the
// steps from one to the next, and leaves G alone.
func TestR1Step(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(4, 8, 1)
	r.R1, r.R1Every = 0.7, 3
	recipetest.MustStep(t, without(r, true, true), store, x)
	twin, weights := recipetest.NewTwin(t, r, store), recipetest.Weights(t, store, "G")
	rows := twin.Slope(x)
	want := 0.0
	for _, v := range rows {
		want += v * v / 4 / 2
	}
	grad := values(t, recipetest.Clone(t, store), func(s *model.Scope, x *Node) *Node {
		D := func(x *Node) *Node { return r.D(s.At("D"), x) }
		return Gradient(loss.R1(D, x), s.At("D").At("4").At("dense").GetVariable("W").NodeValue(x))[0]
	}, x)
	m := runPhase(t, r, "R1", store, x)
	gantest.Near(t, "R1", m[0], want, 1e-5*want)
	for i, g := range momentum(t, store, "/D/4/dense/W") {
		gantest.Near(t, "the gradient of 3·γ·R1", g, 3*0.7*grad[i], 1e-5*(1+math.Abs(grad[i])))
	}
	for path, w := range recipetest.Weights(t, store, "G") {
		if !slices.Equal(w, weights[path]) {
			t.Errorf("R1 moved %s", path)
		}
	}
}

// The step of the path length sees a part of the batch, takes its lengths into the moving mean
// before it asks how far they are from it, counts for the steps in between, and leaves D alone.
func TestPathStep(t *testing.T) {
	r, store, x := tiny(), recipetest.NewStore(t), recipetest.Images(2, 8, 1) // half of a batch of 2 is one image
	recipetest.MustStep(t, without(r, true, true), store, x)
	weights, a := recipetest.Weights(t, store, "D"), 0.0
	r.PathDecay, r.Mixing = 0.25, 0
	for range 3 {
		before := recipetest.Clone(t, store)
		m := runPhase(t, r, "path length", store, x)
		mean := a + 0.25*(m[0]-a)
		gantest.Near(t, "the moving mean", recipetest.Value(t, store, "/G/path_mean")[0], mean, 1e-5*mean)
		gantest.Near(t, "(ℓ − a)² with the new a", m[1], (m[0]-mean)*(m[0]-mean), 1e-4*m[1])

		out := call(t, before, func(s *model.Scope, g *Graph) []*Node { // the same, with the same noise, by hand
			G := s.At("G")
			w := r.Broadcast(r.Map(G, s.RandomNormal(g, shapes.Make(dtypes.Float32, 1, r.Z))))
			xTilde := r.Synthesis(G, w, layer.FreshNoise)
			y := s.RandomNormal(g, xTilde.Shape())
			J := Gradient(DivScalar(ReduceAllSum(Mul(xTilde, y)), 8), w)[0] // √(8·8)
			length := Sqrt(DivScalar(ReduceAllSum(Square(J)), 4))           // the mean of 4 styles
			moved := MulScalar(AddScalar(length, -a), 1-0.25)
			return []*Node{length, Gradient(MulScalar(Square(moved), 2*4), G.At("8").At("conv0").GetVariable("W").NodeValue(g))[0]}
		})
		gantest.Near(t, "length", m[0], gantest.Flat(t, out[0])[0], 1e-5*m[0])
		grad := gantest.Flat(t, out[1])
		for i, g := range momentum(t, store, "/G/8/conv0/W") {
			gantest.Near(t, "the gradient of 4·2·(ℓ − a)²", g, grad[i], 1e-4*(1+math.Abs(grad[i])))
		}
		a = mean
	}
	for path, w := range recipetest.Weights(t, store, "D") {
		if !slices.Equal(w, weights[path]) {
			t.Errorf("the path length moved %s", path)
		}
	}
}

// checkWeightGradients holds the gradient of a penalty by every weight against central differences:
// each variable is moved along a random direction. Everything is float64, so that an error of the
// graph is not lost in rounding.
func checkWeightGradients(t *testing.T, store *model.Store, penalty func(s *model.Scope, g *Graph) *Node) {
	t.Helper()
	call(t, store, func(s *model.Scope, g *Graph) []*Node { return []*Node{penalty(s, g)} }) // makes the variables
	var learned []*model.Variable
	for v := range store.IterVariables() {
		if v.Trainable && v.DType() == dtypes.Float64 {
			learned = append(learned, v)
		}
	}
	exec, err := model.NewExec(gantest.PlainGo(t), store, func(s *model.Scope, g *Graph) []*Node {
		p := penalty(s, g)
		var wrt []*Node
		for _, v := range learned {
			wrt = append(wrt, v.NodeValue(g))
		}
		return append([]*Node{p}, Gradient(p, wrt...)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	value := func() float64 { return gantest.Flat(t, exec.MustCall()[0])[0] }
	grads, random, live := exec.MustCall(), rand.New(rand.NewPCG(8, 9)), 0
	for i, v := range learned {
		direction := make([]float64, v.Shape().Size())
		slope := 0.0
		for j, g := range gantest.Flat(t, grads[1+i]) {
			direction[j] = random.NormFloat64()
			slope += g * direction[j]
		}
		const step = 1e-6 // far from every kink of a leaky ReLU, unless the seed is unlucky
		move := func(h float64) {
			tensors.MustMutableFlatData(v.MustValue(), func(flat []float64) {
				for j := range flat {
					flat[j] += h * direction[j]
				}
			})
		}
		move(step)
		up := value()
		move(-2 * step)
		down := value()
		move(step)
		if slope != 0 {
			live++
		}
		gantest.Near(t, fmt.Sprintf("slope of the penalty along a direction of %s", v.Path()), slope, (up-down)/(2*step),
			1e-6*(1+math.Abs(slope)))
	}
	if live < len(learned)/2 {
		t.Errorf("%d of %d weights count for the penalty: too few", live, len(learned))
	}
	t.Logf("%d of %d weights count", live, len(learned))
}

// R1 is differentiated through the whole discriminator: residual blocks, blur, minibatch deviation.
func TestSecondDerivativesOfD(t *testing.T) {
	r := tiny()
	r.Size, r.Base = 16, 48
	checkWeightGradients(t, recipetest.NewStore(t), func(s *model.Scope, g *Graph) *Node {
		x := Sin(AddScalar(IotaFull(g, shapes.Make(dtypes.Float64, 4, 16, 16, 1)), 1))
		return loss.R1(func(x *Node) *Node { return r.D(s.At("D"), x) }, x)
	})
}

// The path length is differentiated through the whole generator, from the mapping network to the
// skip connections.
func TestSecondDerivativesOfG(t *testing.T) {
	r, store := tiny(), recipetest.NewStore(t)
	r.Size, r.Base, r.MappingRate = 16, 48, 0.5 // with 0.01 the slopes would be lost in the rounding of the differences
	for _, path := range []string{"4/conv1", "8/conv0", "8/conv1", "16/conv0", "16/conv1"} {
		store.VariableWithValue("/G/"+path+"/strength", 0.4)
	}
	checkWeightGradients(t, store, func(s *model.Scope, g *Graph) *Node {
		z := Sin(AddScalar(IotaFull(g, shapes.Make(dtypes.Float64, 3, r.Z)), 1))
		w := r.Broadcast(r.Map(s.At("G"), z))
		x := r.Synthesis(s.At("G"), w, layer.FixedNoise)
		lengths := loss.PathLengths(x, w, Sin(MulScalar(IotaFull(g, x.Shape()), 1.7)))
		return loss.PathLength(lengths, Scalar(g, dtypes.Float64, 0.5))
	})
}
