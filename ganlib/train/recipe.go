package train

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Recipe is what a package of the zoo gives to the loop. Its exported fields are the paper's numbers: they are written
// to config.json, and a run is only resumed by a recipe with the same ones.
type Recipe interface {
	// Name is a short name for the paper, such as "gan".
	Name() string

	// Step builds the graph of one training step on the real batch x, values in [−1, 1]: it updates the variables
	// below /D and /G and returns what is worth watching. s is the root scope.
	Step(s *model.Scope, x *graph.Node) []Measure

	// Sample builds the graph that turns noise z, [B, Z], into data like x, with the weights below s.At("G").
	Sample(s *model.Scope, z *graph.Node) *graph.Node

	// Latent is Z, the number of values in one z, drawn from N(0, 1).
	Latent() int
}

// Phased is a Recipe of which some parts are not due in every step, as the lazy regularisation of StyleGAN2 is. Each
// phase is a graph of its own. In a step those that are due come first, in order and on the same batch; Step comes last.
type Phased interface {
	Recipe
	Phases() []Phase
}

// Phase is a part of a step that is due now and then.
type Phase struct {
	Name  string // for errors
	Every int    // due in the steps 0, Every, 2·Every …, at least 1
	Graph func(s *model.Scope, x *graph.Node) []Measure
}

// Measure is a named scalar of a training step.
type Measure struct {
	Name  string
	Value *graph.Node
}

// Source hands out the real batches. data.Batches is one for images.
type Source interface {
	// Name says what the data is; a run is only resumed on data of the same name.
	Name() string

	// Next returns the next batch, [B, …]: uint8 images, which the step's graph maps to [−1, 1], or float32 values,
	// taken as they are. Every batch has the same shape.
	Next() *tensors.Tensor

	// Seek moves to just before batch number n, counted from 0. The order of batches depends on nothing else.
	Seek(n int)

	// PerEpoch is the number of batches in one pass over the data.
	PerEpoch() int
}

// normalise maps uint8 images to float32 in [−1, 1], and leaves other values alone.
func normalise(x *graph.Node) *graph.Node {
	if x.DType().IsFloat() {
		return x
	}
	return graph.AddScalar(graph.MulScalar(graph.ConvertDType(x, float), 2.0/255), -1)
}
