package styleplane_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/data"
	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/ref"
	"gophergan/ganlib/train"
	"gophergan/ganlib/zoo/styleplane"
)

// tiny is a recipe whose step is quick.
func tiny(mapping ...int) styleplane.StylePlane {
	r := styleplane.Mapped()
	r.Mapping, r.Synthesis, r.HiddenD = mapping, []int{8}, []int{8}
	if r.W = 3; len(mapping) == 0 {
		r.W = styleplane.Size
	}
	return r
}

func newGame(t *testing.T, r styleplane.StylePlane, seed uint64) *styleplane.Game {
	t.Helper()
	return newGameWith(t, r, styleplane.Decay(100, seed))
}

func newGameWith(t *testing.T, r styleplane.StylePlane, c train.Config) *styleplane.Game {
	t.Helper()
	points, err := data.NewPoints(data.CutSquare(), c.Seed, 16)
	if err != nil {
		t.Fatal(err)
	}
	game, err := styleplane.NewGame(gantest.PlainGo(t), r, points, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(game.Close)
	return game
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// G in the plain Go of its formulas: f with leaky ReLUs times √2, g with tanh.
func TestSampleIsSynthOfMap(t *testing.T) {
	r := tiny(5)
	r.MappingRate = 0.5
	store := newStore(t)
	z := [][]float32{{0.3, -1.2}, {2, 0.7}, {0, 0}}
	exec := must[*model.Exec](t)(model.NewExec(gantest.PlainGo(t), store, func(s *model.Scope, z *Node) (x, w *Node) {
		return r.Sample(s, z), r.Map(s.At("G"), z)
	}))
	out := must[[]*tensors.Tensor](t)(exec.Call(z))
	x, w := gantest.Flat(t, out[0]), gantest.Flat(t, out[1])
	dense := func(in []float64, scope string, rate float64) (y []float64) {
		v, b := gantest.Flat(t, store.GetVariable("/G/"+scope+"/W").MustValue()), gantest.Flat(t,
			store.GetVariable("/G/"+scope+"/b").MustValue())
		for j := range b {
			sum := rate * b[j]
			for i := range in {
				sum += in[i] * rate / math.Sqrt(float64(len(in))) * v[i*len(b)+j]
			}
			y = append(y, sum)
		}
		return y
	}
	each := func(in []float64, f func(float64) float64) (y []float64) {
		for _, v := range in {
			y = append(y, f(v))
		}
		return y
	}
	leaky := func(v float64) float64 { return math.Sqrt2 * max(v, r.Slope*v) }
	for i := range z {
		h := each(dense([]float64{float64(z[i][0]), float64(z[i][1])}, "mapping/0", r.MappingRate), leaky)
		style := dense(h, "mapping/out", r.MappingRate)
		point := dense(each(dense(style, "0", 1), math.Tanh), "out", 1)
		for j := range style {
			gantest.Near(t, "w, float32", w[3*i+j], style[j], 1e-5)
		}
		for j := range point {
			gantest.Near(t, "x, float32", x[2*i+j], point[j], 1e-5)
		}
	}
}

func newStore(t *testing.T) *model.Store {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(1); err != nil {
		t.Fatal(err)
	}
	return store
}

// Each player changes its own weights only: seen with the other one's rate at 0. f is a part of G
// and learns too.
func TestPlayersAreSeparate(t *testing.T) {
	for _, still := range []string{"/G/", "/D/"} {
		r, store := tiny(5), newStore(t)
		r.R1 = 1
		batch := tensors.FromFlatDataAndDimensions(data.CutSquare().Sample(1, 8), 8, 2)
		weights := func() map[string][]float64 {
			all := map[string][]float64{}
			for v := range store.IterVariables() {
				if v.Trainable && !strings.Contains(v.Path(), "adam") {
					all[v.Path()] = gantest.Flat(t, v.MustValue())
				}
			}
			return all
		}
		step := func() {
			s := must[*train.Stepper](t)(train.NewStepper(gantest.PlainGo(t), r, store, 0))
			defer s.Close()
			must[[]train.Scalar](t)(s.Next(media.Batch{"x": batch}))
		}
		step() // makes the variables
		before := weights()
		if still == "/G/" {
			r.AdamG.LearningRate = 0
		} else {
			r.AdamD.LearningRate = 0
		}
		step()
		players := 0
		for path, now := range weights() {
			if !strings.HasPrefix(path, "/G/") && !strings.HasPrefix(path, "/D/") {
				continue
			}
			players++
			if moved := !slices.Equal(now, before[path]); moved == strings.HasPrefix(path, still) {
				t.Errorf("with the rate of %s at 0, %s moved: %v", still, path, moved)
			}
		}
		if players != 12 {
			t.Errorf("%d weights and biases, want 12: two layers each of f, g and D", players)
		}
	}
}

// What is measured is the losses of a D and a G that do not move.
func TestMeasuresAreTheEquations(t *testing.T) {
	r, store := tiny(), newStore(t)
	r.AdamD.LearningRate, r.AdamG.LearningRate, r.R1 = 0, 0, 5
	zero := map[string]any{"/G/out/W": [][]float32{{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}},
		"/G/out/b": []float32{0.5, -0.5}}
	for name, value := range zero { // so that all generated points are one
		must[*model.Variable](t)(store.CreateVariable(name, tensors.MustFromAnyValue(value)))
	}
	s := must[*train.Stepper](t)(train.NewStepper(gantest.PlainGo(t), r, store, 0))
	defer s.Close()
	measured := must[[]train.Scalar](t)(s.Next(media.Batch{"x": tensors.FromFlatDataAndDimensions([]float32{-1, 1, -1, 1, -1, 1}, 3,
		2)}))
	out := must[*tensors.Tensor](t)(model.CallOnce(gantest.PlainGo(t), store, func(s *model.Scope, g *Graph) *Node {
		return r.D(s.At("D"), Const(g, [][]float32{{-1, 1}, {0.5, -0.5}}))
	}))
	scores := gantest.Flat(t, out)
	gantest.Near(t, "loss D, without the penalty", measured[0].Value, ref.MinimaxD(scores[:1], scores[1:]), 1e-6)
	gantest.Near(t, "loss G", measured[1].Value, ref.NonSaturatingG(scores[1:]), 1e-6)
	gantest.Near(t, "accuracy D", measured[2].Value, ref.Accuracy(scores[:1], scores[1:]), 1e-6)
}

// Without a mapping network the style is the noise; with one it is not. Looking changes nothing,
// and the seed decides.
func TestGame(t *testing.T) {
	with, again, without := newGame(t, tiny(5), 1), newGame(t, tiny(5), 1), newGame(t, tiny(), 2)
	for range 3 {
		must[[]train.Scalar](t)(with.Play(1))
		must[[]float32](t)(with.Synth(must[[]float32](t)(with.Map(with.Latents(3, 7)))))
	}
	must[[]train.Scalar](t)(again.Play(3))
	must[[]train.Scalar](t)(without.Play(3))
	z := with.Latents(4, 700) // more than one batch
	w, v := must[[]float32](t)(with.Map(z)), must[[]float32](t)(without.Map(z))
	if slices.Equal(w, z) || !slices.Equal(v, z) || !slices.Equal(w, must[[]float32](t)(again.Map(z))) {
		t.Error("want w = z without a mapping network only, and the same w for the same seed whether one looked or not")
	}
	x := must[[]float32](t)(with.Synth(w))
	if alone := must[[]float32](t)(with.Synth(w[3*650 : 3*651])); len(x) != 2*700 || !slices.Equal(alone, x[2*650:2*651]) {
		t.Error("the point of a style depends on those asked for with it")
	}
	if with.Step() != 3 {
		t.Errorf("step %d, want 3", with.Step())
	}
}

// Both networks are those of the averaged G: two games that differ in its half-life alone train the
// same G and show others.
func TestGameShowsTheAverage(t *testing.T) {
	short := styleplane.Decay(100, 1)
	short.HalfLife = 1
	slow, quick := newGame(t, tiny(5), 1), newGameWith(t, tiny(5), short)
	a, b := must[[]train.Scalar](t)(slow.Play(3)), must[[]train.Scalar](t)(quick.Play(3))
	if !slices.Equal(a, b) {
		t.Errorf("the games measured %v and %v, and the average has no part in either", a, b)
	}
	w := []float32{1, -1, 0.5}
	if slices.Equal(must[[]float32](t)(slow.Map(w[:2])), must[[]float32](t)(quick.Map(w[:2]))) {
		t.Error("Map is not that of the average")
	}
	if slices.Equal(must[[]float32](t)(slow.Synth(w)), must[[]float32](t)(quick.Synth(w))) {
		t.Error("Synth is not that of the average")
	}
}

func TestErrors(t *testing.T) {
	game := newGame(t, tiny(), 1)
	_, odd := game.Map([]float32{1})
	_, ends := game.Detour([]float32{1, 2})
	_, two := styleplane.NewRuler([]float32{1, 2, 3, 4}, []float32{1, 2, 3, 4})
	_, line := styleplane.NewRuler([]float32{1, 1, 2, 2, 3, 3, 4, 4}, []float32{1, 2, 3, 4, 5, 6, 7, 9})
	wide := tiny()
	wide.W = 3
	w := must[*train.Stepper](t)(train.NewStepper(gantest.PlainGo(t), wide, newStore(t), 0))
	defer w.Close()
	_, mapped := w.Next(media.Batch{"x": tensors.FromFlatDataAndDimensions(make([]float32, 6), 3, 2)})
	_, average := styleplane.NewGame(gantest.PlainGo(t), tiny(), nil, train.Config{Seed: 1})
	s := must[*train.Stepper](t)(train.NewStepper(gantest.PlainGo(t), tiny(), newStore(t), 0))
	defer s.Close()
	_, batch := s.Next(media.Batch{"x": tensors.FromFlatDataAndDimensions(make([]float32, 6), 2, 3)})
	for want, err := range map[string]error{
		"1 values are no rows of 2": odd, "no pairs of styles": ends, "more of them than": two, "fit no ruler": line,
		"W is 3":        mapped,
		"HalfLife is 0": average, "points of 2 dimensions are stored": batch,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
