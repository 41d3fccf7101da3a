package train

import (
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Stepper is the compiled step of a recipe: everything that happens between two batches, as one graph. A Loop repeats
// it; use it alone to time a step or to write a loop of your own.
type Stepper struct {
	recipe   Recipe
	store    *model.Store
	halfLife float64
	exec     *model.ExecOneOutput
	names    []string // of the measures; known once the graph is built
}

// NewStepper prepares a step on the variables of store. halfLife is that of the averaged G, in images; 0: no average.
// The first call of Next compiles.
func NewStepper(b compute.Backend, r Recipe, store *model.Store, halfLife float64) (*Stepper, error) {
	s := &Stepper{recipe: r, store: store, halfLife: halfLife}
	var err error
	s.exec, err = model.NewExec1(b, store, s.graph)
	return s, err
}

// graph builds the step. Its output is one vector of all that was measured, so that one copy to the host is enough.
func (s *Stepper) graph(scope *model.Scope, x *graph.Node) *graph.Node {
	g := x.Graph()
	scope.Store().SetTraining(g, true)
	measures := s.recipe.Step(scope, normalise(x))
	if s.halfLife > 0 {
		updateEMA(scope, g, emaBeta(s.halfLife, x.Shape().Dimensions[0]))
	}
	s.names = s.names[:0]
	values := make([]*graph.Node, len(measures))
	for i, m := range measures {
		s.names = append(s.names, m.Name)
		values[i] = graph.ConvertDType(m.Value, float)
	}
	return graph.Stack(values, 0)
}

// Next trains one step on the real batch x, as a Source hands it out, and returns what the step measured.
func (s *Stepper) Next(x *tensors.Tensor) ([]Scalar, error) {
	out, err := s.exec.Call(x)
	if err != nil {
		return nil, err
	}
	measured := make([]Scalar, len(s.names))
	for i, v := range tensors.MustCopyFlatData[float32](out) {
		measured[i] = Scalar{s.names[i], float64(v)}
	}
	return measured, nil
}

// SetRates multiplies the recipe's learning rates by factor in the steps to come, as a Loop does with its Schedule.
func (s *Stepper) SetRates(factor float64) error { return setSchedule(s.store, factor) }

// Close frees the compiled graph.
func (s *Stepper) Close() { s.exec.Finalize() }

// notFinite returns the first of the measures that is NaN or infinite, and nil when there is none.
func notFinite(measured []Scalar) *Scalar {
	for i, m := range measured {
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
			return &measured[i]
		}
	}
	return nil
}
