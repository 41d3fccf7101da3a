// Package recipetest is what the tests of the zoo share: it plays single steps of a recipe with few
// and small images, in pure Go, and has the checks that hold for every recipe.
package recipetest

import (
	"bytes"
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/gantest"
	"gophergan/ganlib/media"
	"gophergan/ganlib/op"
	"gophergan/ganlib/train"
)

// Recipe is a recipe whose two players can be asked alone: G maps z [B, Z] to images, D maps images
// to scores [B].
type Recipe interface {
	train.Recipe
	G(s *model.Scope, z *Node) *Node
	D(s *model.Scope, x *Node) *Node
}

// Images are n images of size×size pixels with values in [−1, 1], no two of them alike.
func Images(n, size, channels int) *tensors.Tensor {
	x := make([]float32, n*size*size*channels)
	for i := range x {
		x[i] = float32(math.Sin(float64(i) * (1 + float64(i)/float64(len(x)))))
	}
	return tensors.FromFlatDataAndDimensions(x, n, size, size, channels)
}

// Part is part i of an even split of x [B, …] into n, as a step of D has it.
func Part(t testing.TB, x *tensors.Tensor, i, n int) *tensors.Tensor {
	t.Helper()
	dims := append([]int(nil), x.Shape().Dimensions...)
	all := tensors.MustCopyFlatData[float32](x)
	dims[0] /= n
	size := len(all) / n
	return tensors.FromFlatDataAndDimensions(all[i*size:(i+1)*size], dims...)
}

// NewStore is an empty store whose random numbers are the same in every test.
func NewStore(t testing.TB) *model.Store {
	t.Helper()
	store := model.NewStore()
	if err := store.SetRNGStateFromSeed(1); err != nil {
		t.Fatal(err)
	}
	return store
}

// Batch is a batch for a step of r with the data x. A recipe that needs classes gets each in turn.
func Batch(t testing.TB, r train.Recipe, x *tensors.Tensor) media.Batch {
	t.Helper()
	batch := media.Batch{"x": x}
	for _, f := range r.Needs() {
		if f.Name == "x" {
			continue
		}
		rows, err := media.Draw(f.Kind, 1, x.Shape().Dimensions[0])
		if err != nil {
			t.Fatal(err)
		}
		if batch[f.Name], err = rows.Tensor(f.Kind); err != nil {
			t.Fatal(err)
		}
	}
	return batch
}

// Step trains one step of r on x and returns what it measured, by name. A store that is empty gets
// the variables of r.
func Step(t testing.TB, r train.Recipe, store *model.Store, x *tensors.Tensor) (map[string]float64, error) {
	t.Helper()
	return StepOn(t, r, store, Batch(t, r, x))
}

// StepOn is Step on a batch that has all the fields that r needs.
func StepOn(t testing.TB, r train.Recipe, store *model.Store, batch media.Batch) (map[string]float64, error) {
	t.Helper()
	s, err := train.NewStepper(gantest.PlainGo(t), r, store, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	measured, err := s.Next(batch)
	values := map[string]float64{}
	for _, m := range measured {
		values[m.Name] = m.Value
	}
	return values, err
}

// MustStep is Step of a recipe and a batch that fit.
func MustStep(t testing.TB, r train.Recipe, store *model.Store, x *tensors.Tensor) map[string]float64 {
	t.Helper()
	m, err := Step(t, r, store, x)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Clone copies a store with all its variables, so that something can be tried on it.
func Clone(t testing.TB, store *model.Store) *model.Store {
	t.Helper()
	c, err := store.Clone()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Weights are the trainable values below a player, "G" or "D", by the path of the variable.
func Weights(t testing.TB, store *model.Store, player string) map[string][]float64 {
	t.Helper()
	all := map[string][]float64{}
	for v := range store.Scope("/" + player).IterVariables() {
		if v.Trainable {
			all[v.Path()] = gantest.Flat(t, v.MustValue())
		}
	}
	return all
}

// Value is one variable.
func Value(t testing.TB, store *model.Store, path string) []float64 {
	t.Helper()
	v := store.GetVariable(path)
	if v == nil {
		t.Fatalf("there is no variable %s", path)
	}
	return gantest.Flat(t, v.MustValue())
}

// Bytes are all the variables of a store, by their paths.
func Bytes(t testing.TB, store *model.Store) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for v := range store.IterVariables() {
		if err := v.MustValue().ConstBytes(func(b []byte) { all[v.Path()] = bytes.Clone(b) }); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Differ lists what is not the same in two stores, bit by bit.
func Differ(a, b map[string][]byte) (paths []string) {
	for path := range a {
		if !bytes.Equal(a[path], b[path]) {
			paths = append(paths, path)
		}
	}
	for path := range b {
		if _, ok := a[path]; !ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// Counts are the numbers of trainable values of G and of D. Nothing is computed for them.
func Counts(t testing.TB, r Recipe) (g, d int) {
	t.Helper()
	store := model.NewStore()
	graph := NewGraph(gantest.PlainGo(t), "counts")
	z := Parameter(graph, "z", shapes.Make(dtypes.Float32, 2, r.Samplers()[0].Z()))
	r.D(store.RootScope().At("D"), r.G(store.RootScope().At("G"), z))
	return trainableBelow(store, "G"), trainableBelow(store, "D")
}

// CountsOfStep are the numbers of trainable values of G and of D that a step of a recipe builds,
// also of one whose players take more than Counts can give them. Nothing is computed for them.
func CountsOfStep(t testing.TB, r train.Recipe, batch int) (g, d int) {
	t.Helper()
	store := model.NewStore()
	graph := NewGraph(gantest.PlainGo(t), "counts")
	model.SetStore(graph, store)
	store.SetTraining(graph, true)
	in := train.In{}
	for _, f := range r.Needs() {
		dtype, shape := f.Kind.Stored()
		in[f.Name] = f.Kind.Decode(Parameter(graph, f.Name, shapes.Make(dtype, append([]int{batch}, shape...)...)))
	}
	r.Step(store.RootScope(), in)
	return trainableBelow(store, "G"), trainableBelow(store, "D")
}

// CountsOfNetworks are the same of a recipe whose D can be asked, from its two networks alone: a step
// of large ones is a large graph.
func CountsOfNetworks(t testing.TB, r train.Scorer) (g, d int) {
	t.Helper()
	store := model.NewStore()
	graph := NewGraph(gantest.PlainGo(t), "counts")
	in := train.In{}
	for _, f := range r.Samplers()[0].From {
		dtype, shape := f.Kind.Stored()
		in[f.Name] = f.Kind.Decode(Parameter(graph, f.Name, shapes.Make(dtype, append([]int{2}, shape...)...)))
	}
	in["x"] = r.Samplers()[0].Graph(store.RootScope(), in)
	r.Score(store.RootScope(), in)
	return trainableBelow(store, "G"), trainableBelow(store, "D")
}

func trainableBelow(store *model.Store, player string) (n int) {
	for v := range store.Scope("/" + player).IterVariables() {
		if v.Trainable {
			n += v.Shape().Size()
		}
	}
	return n
}

// Twin follows a step of a recipe by hand: on a copy of the store from before the step it draws the
// same noise and applies the players in the same order, so that what it gives can be put into the
// equations.
type Twin struct {
	t      testing.TB
	recipe train.Recipe
	Store  *model.Store
}

// NewTwin starts from the store as it is before the step.
func NewTwin(t testing.TB, r train.Recipe, before *model.Store) Twin {
	t.Helper()
	return Twin{t, r, Clone(t, before)}
}

func (w Twin) run(f any, args ...any) *tensors.Tensor {
	w.t.Helper()
	var out *tensors.Tensor
	var err error
	switch f := f.(type) {
	case func(*model.Scope, *Node) *Node:
		out, err = model.CallOnce(gantest.PlainGo(w.t), w.Store, func(s *model.Scope, x *Node) *Node {
			s.Store().SetTraining(x.Graph(), true)
			return f(s, x)
		}, args...)
	case func(*model.Scope, []*Node) *Node:
		out, err = model.CallOnce(gantest.PlainGo(w.t), w.Store, func(s *model.Scope, in []*Node) *Node {
			s.Store().SetTraining(in[0].Graph(), true)
			return f(s, in)
		}, args...)
	case func(*model.Scope, *Graph) *Node:
		out, err = model.CallOnce(gantest.PlainGo(w.t), w.Store, f, args...)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// Noise draws z for n images.
func (w Twin) Noise(n int) *tensors.Tensor {
	w.t.Helper()
	return w.run(func(s *model.Scope, g *Graph) *Node {
		return s.RandomNormal(g, shapes.Make(dtypes.Float32, n, w.recipe.Samplers()[0].Z()))
	})
}

// Uniform draws n numbers from U[0, 1].
func (w Twin) Uniform(n int) *tensors.Tensor {
	w.t.Helper()
	return w.run(func(s *model.Scope, g *Graph) *Node { return s.RandomUniform(g, shapes.Make(dtypes.Float32, n)) })
}

// Generate is G(z) while G trains.
func (w Twin) Generate(z *tensors.Tensor) *tensors.Tensor {
	w.t.Helper()
	return w.run(func(s *model.Scope, z *Node) *Node { return w.recipe.(Recipe).G(s.At("G"), z) }, z)
}

// Scores are D(x) while D trains.
func (w Twin) Scores(x *tensors.Tensor) []float64 {
	w.t.Helper()
	return gantest.Flat(w.t, w.run(func(s *model.Scope, x *Node) *Node { return w.recipe.(Recipe).D(s.At("D"), x) }, x))
}

// Make is what the first sampler makes of stored inputs while G trains.
func (w Twin) Make(in media.Batch) *tensors.Tensor {
	w.t.Helper()
	sampler := w.recipe.Samplers()[0]
	return w.Of(sampler.From, in, sampler.Graph)
}

// Score is what a Scorer's D says of a stored batch while D trains.
func (w Twin) Score(in media.Batch) []float64 {
	w.t.Helper()
	return gantest.Flat(w.t, w.Of(w.recipe.Needs(), in, w.recipe.(train.Scorer).Score))
}

// Of is a graph of the recipe on the fields of a stored batch, while both players train.
func (w Twin) Of(fields []media.Field, in media.Batch, graph func(*model.Scope, train.In) *Node) *tensors.Tensor {
	w.t.Helper()
	var args []any
	for _, f := range fields {
		args = append(args, in[f.Name])
	}
	return w.run(func(s *model.Scope, stored []*Node) *Node {
		values := train.In{}
		for i, f := range fields {
			values[f.Name] = f.Kind.Decode(stored[i])
		}
		return graph(s, values)
	}, args...)
}

// Slope is ∇D(x) for one image x, row by row.
func (w Twin) Slope(x *tensors.Tensor) []float64 {
	w.t.Helper()
	return gantest.Flat(w.t, w.run(func(s *model.Scope, x *Node) *Node {
		return Gradient(ReduceAllSum(w.recipe.(Recipe).D(s.At("D"), x)), x)[0]
	}, x))
}

// GradientLength is the length of the gradient of L by all weights below s that are trained.
func GradientLength(s *model.Scope, L *Node) *Node {
	squares := ScalarZero(L.Graph(), L.DType())
	for v := range s.IterVariables() {
		if v.Trainable {
			squares = Add(squares, op.Sum(Square(Gradient(L, v.NodeValue(L.Graph()))[0])))
		}
	}
	return Sqrt(squares)
}

// TakeWeights replaces the weights of a player by those of another store.
func (w Twin) TakeWeights(player string, from *model.Store) {
	w.t.Helper()
	for v := range w.Store.Scope("/" + player).IterVariables() {
		if v.Trainable {
			now, err := from.GetVariable(v.Path()).MustValue().LocalClone()
			if err != nil {
				w.t.Fatal(err)
			}
			if err := v.SetValue(now); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}
