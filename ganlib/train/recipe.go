package train

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/media"
)

// Recipe is what a package of the zoo gives to the loop. Its exported fields are the paper's
// numbers: they are written to config.json, and a run is only resumed by a recipe with the same
// ones.
//
// All generators lie below /G and all discriminators below /D, however many there are.
type Recipe interface {
	// Name is a short name for the paper, such as "gan".
	Name() string

	// Needs are the fields of a batch that Step looks at. "x" are the real data that G imitates.
	Needs() []media.Field

	// Step builds the graph of one training step on a batch: it updates the variables below /D and
	// /G and returns what is worth watching. s is the root scope.
	Step(s *model.Scope, in In) []Measure

	// Samplers are the ways to make data with the trained networks, at least one. The first is the
	// one that the samples of a run, probes and scores look at.
	Samplers() []Sampler
}

// In is a batch in a graph: the values of the fields that a recipe needs, as the networks compute
// with them, [B, …].
type In map[string]*graph.Node

// Sampler makes data: images from noise, from noise and a class, from other images.
type Sampler struct {
	Name  string        // among the samplers of the recipe
	From  []media.Field // what it takes. Noise, uniform values and classes are drawn where nobody gives them
	To    media.Kind    // what it makes
	Graph func(s *model.Scope, in In) *graph.Node
}

// FromNoise is the sampler of most recipes: sample turns noise z, [B, dim], into data like x, with
// the weights below s.At("G").
func FromNoise(dim int, to media.Kind, sample func(s *model.Scope, z *graph.Node) *graph.Node) Sampler {
	return Sampler{
		Name: "G", From: []media.Field{{Name: "z", Kind: media.Noise{Dim: dim}}}, To: to,
		Graph: func(s *model.Scope, in In) *graph.Node { return sample(s, in["z"]) },
	}
}

// Z is the number of values in the noise "z" that the sampler takes, 0 if it takes none.
func (s Sampler) Z() int {
	f, _ := media.Find(s.From, "z")
	noise, _ := f.Kind.(media.Noise)
	return noise.Dim
}

// FromZ is the graph of a sampler that takes nothing but noise z, [B, Z].
func (s Sampler) FromZ(scope *model.Scope, z *graph.Node) *graph.Node {
	return s.Graph(scope, In{"z": z})
}

// Phased is a Recipe of which some parts are not due in every step, as the lazy regularisation of
// StyleGAN2 is. Each phase is a graph of its own. In a step those that are due come first, in order
// and on the same batch; Step comes last.
type Phased interface {
	Recipe
	Phases() []Phase
}

// Phase is a part of a step that is due now and then.
type Phase struct {
	Name  string // for errors
	Every int    // due in the steps From, From + Every, From + 2·Every …, at least 1
	From  int    // the first step in which it is due, counted from 0
	Until int    // the step from which on it is not due any more; 0: it is due to the end
	Graph func(s *model.Scope, in In) []Measure
}

// due says whether the phase has its turn in a step.
func (p Phase) due(step int) bool {
	return step >= p.From && (p.Until == 0 || step < p.Until) && (step-p.From)%p.Every == 0
}

// Scorer is a Recipe whose D can be asked outside a step. Without it a probe says nothing of D.
type Scorer interface {
	Recipe

	// Score builds the graph of D's scores [B] of a batch, real or generated, with the weights
	// below s.At("D"). s is the root scope.
	Score(s *model.Scope, in In) *graph.Node
}

// Role says what a measure is, whatever its name: whoever reads a run asks for roles, and need not
// know the paper.
type Role string

// The roles. A recipe with one D and one G calls its measures by them.
const (
	LossD     Role = "loss D"
	LossG     Role = "loss G"
	AccuracyD Role = "accuracy D" // the share of scores on the right side
	DReal     Role = "D(x)"       // what D says of real data, on average: its probability that they are real, or a score
	DFake     Role = "D(G(z))"    // and of generated ones
	GradientD Role = "gradient D" // ‖∇‖₂ over all weights of a player
	GradientG Role = "gradient G"
	Distance  Role = "Wasserstein estimate"
)

// Roles lists all roles in the order in which charts draw them.
func Roles() []Role {
	return []Role{LossD, LossG, AccuracyD, DReal, DFake, GradientD, GradientG, Distance}
}

// Measure is a named scalar of a training step.
type Measure struct {
	Name  string
	Role  Role
	Value *graph.Node
}

// Of is a measure that is called by its role.
func (r Role) Of(value *graph.Node) Measure { return Measure{Name: string(r), Role: r, Value: value} }

// Scalar is a measured value that is called by its role.
func (r Role) Scalar(value float64) Scalar { return Scalar{Name: string(r), Role: r, Value: value} }
