package layer_test

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	_ "github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/layer"
	"gophergan/ganlib/op"
)

// build makes and computes a network of the examples, with new weights, in pure Go.
func build(f func(s *model.Scope, x []*graph.Node) *graph.Node, inputs ...any) (store *model.Store, value any) {
	device, err := backend.New("go") // "" takes the best there is
	if err != nil {
		return nil, err
	}
	store = model.NewStore()
	if err := store.SetRNGStateFromSeed(1); err != nil {
		return nil, err
	}
	out, err := model.CallOnce(device.Backend, store, f, inputs...)
	if err != nil {
		return nil, err
	}
	return store, out.Value()
}

// A block takes the scope its weights live in. Twice in the same scope it is the same block.
func ExampleDense() {
	store, difference := build(func(s *model.Scope, x []*graph.Node) *graph.Node {
		first := layer.Dense(s.At("D"), x[0], 4, layer.ReLUGain(0.2))
		again := layer.Dense(s.At("D"), x[0], 4, layer.ReLUGain(0.2))
		return graph.ReduceAllMax(graph.Abs(graph.Sub(first, again)))
	}, [][]float32{{1, 2, 3}})
	fmt.Println(store.GetVariable("/D/W").Shape(), store.GetVariable("/D/b").Shape(), difference)
	// Output: (Float32)[3, 4] (Float32)[4] 0
}

// The first half of DCGAN's discriminator for 28×28 pixels: convolutions that halve the picture,
// and leaky ReLUs.
func ExampleWeights_Conv() {
	w := layer.Weights{Init: layer.Normal(0.02), Bias: true}
	halve := op.Symmetric(2, 1) // stride 2, one pixel of zeros around
	build(func(s *model.Scope, x []*graph.Node) *graph.Node {
		h := layer.LeakyReLU(w.Conv(s.At("1"), x[0], 64, 4, halve), 0.2)
		h = layer.LeakyReLU(w.Conv(s.At("2"), h, 128, 4, halve), 0.2)
		fmt.Println(h.Shape())
		return graph.ReduceAllSum(h)
	}, tensors.FromShape(shapes.Make(dtypes.Float32, 1, 28, 28, 1)))
	// Output: (Float32)[1, 7, 7, 128]
}

// Which digit is wanted, as three more values of the noise.
func ExampleConcatLabels() {
	z, y := [][]float32{{0.5, -1}, {2, 0.25}}, []int32{2, 0}
	_, value := build(func(_ *model.Scope, x []*graph.Node) *graph.Node { return layer.ConcatLabels(x[0], x[1], 3) }, z, y)
	fmt.Println(value)
	// Output: [[0.5 -1 0 0 1] [2 0.25 1 0 0]]
}

// A new conditional batch norm is batch norm. Its tables have a row for each of the classes.
func ExampleBatchNorm_Conditional() {
	x, y := [][]float32{{1, 5}, {3, 5}, {5, 11}, {7, 11}}, []int32{9, 0, 0, 3}
	store, value := build(func(s *model.Scope, x []*graph.Node) *graph.Node {
		s.Store().SetTraining(x[0].Graph(), true)
		return layer.StandardBatchNorm().Conditional(s.At("bn"), x[0], x[1], 10)
	}, x, y)
	fmt.Printf("%.3f\n", value)
	fmt.Println(store.GetVariable("/bn/gamma").Shape())
	// Output:
	// [[-1.342 -1.000] [-0.447 -1.000] [0.447 1.000] [1.342 1.000]]
	// (Float32)[10, 2]
}

// The same features are scored as a digit 0 and as a digit 1.
func ExampleProjection() {
	φ, y := [][]float32{{1, 2}, {1, 2}}, []int32{0, 1}
	weights := layer.Weights{Init: layer.Normal(1), Bias: true}
	store, score := build(func(s *model.Scope, x []*graph.Node) *graph.Node {
		s.Store().VariableWithValue("/D/psi/W", [][]float32{{0.5}, {-1}})
		s.Store().VariableWithValue("/D/psi/b", []float32{0.25})
		s.Store().VariableWithValue("/D/V/W", [][]float32{{1, 0}, {0, 3}})
		return layer.Projection(s.At("D"), x[0], x[1], 2, weights)
	}, φ, y)
	fmt.Println(score, store.GetVariable("/D/V/W").Shape())
	// Output: [-0.25 4.75] (Float32)[2, 2]
}
