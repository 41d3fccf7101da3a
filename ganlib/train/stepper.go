package train

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Stepper is the compiled step of a recipe: everything that happens between two batches. That is one graph, and one more
// for each phase of a Phased recipe. A Loop repeats it; use it alone to time a step or to write a loop of your own.
type Stepper struct {
	// Step is the number of the next step, counted from 0. It decides which phases are due.
	Step int

	store  *model.Store
	phases []*phase // in the order in which they run; the recipe's Step is the last, and due always
}

// phase is a compiled Phase.
type phase struct {
	Phase
	exec  *model.ExecOneOutput
	names []string // of the measures; known once the graph is built
}

// NewStepper prepares a step on the variables of store. halfLife is that of the averaged G, in images; 0: no average.
// Compile compiles; or else the first call of Next does.
func NewStepper(b compute.Backend, r Recipe, store *model.Store, halfLife float64) (*Stepper, error) {
	s := &Stepper{store: store}
	for _, due := range phasesOf(r, halfLife) {
		if due.Every < 1 {
			s.Close()
			return nil, fmt.Errorf("train: phase %s is due every %d steps, want 1 or more; leave a phase out that is never due", due.Name, due.Every)
		}
		p := &phase{Phase: due}
		exec, err := model.NewExec1(b, store, p.graph)
		if err != nil {
			s.Close()
			return nil, err
		}
		p.exec = exec
		s.phases = append(s.phases, p)
	}
	return s, nil
}

// phasesOf lists all that a step of r can consist of, with the average of G at the end.
func phasesOf(r Recipe, halfLife float64) []Phase {
	var phases []Phase
	if r, ok := r.(Phased); ok {
		phases = r.Phases()
	}
	step := func(s *model.Scope, x *graph.Node) []Measure {
		measures := r.Step(s, x)
		if halfLife > 0 {
			updateEMA(s, x.Graph(), halfLife, x.Shape().Dimensions[0])
		}
		return measures
	}
	return append(phases, Phase{Name: "step", Every: 1, Graph: step})
}

// graph builds the phase. Its output is one vector of all that was measured, so that one copy to the host is enough.
func (p *phase) graph(scope *model.Scope, x *graph.Node) *graph.Node {
	scope.Store().SetTraining(x.Graph(), true)
	measures := p.Graph(scope, normalise(x))
	p.names = p.names[:0]
	values := make([]*graph.Node, len(measures))
	for i, m := range measures {
		p.names = append(p.names, m.Name)
		values[i] = graph.ConvertDType(m.Value, float)
	}
	if len(values) == 0 { // a graph has an output
		return graph.Zeros(x.Graph(), shapes.Make(float, 1))
	}
	return graph.Stack(values, 0)
}

// Compile compiles the step, with all its phases, for batches of this shape, and trains nothing.
func (s *Stepper) Compile(batch shapes.Shape) error {
	for _, p := range s.phases {
		if _, err := p.exec.Compile(batch); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return nil
}

// Next trains one step on the real batch x, as a Source hands it out, and returns what the step measured: the measures of
// Step, then those of the phases that were due.
func (s *Stepper) Next(x *tensors.Tensor) ([]Scalar, error) {
	var measured, now []Scalar // now: of the phase that ran last, which is Step in the end
	for _, p := range s.phases {
		if s.Step%p.Every != 0 {
			continue
		}
		out, err := p.exec.Call(x)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		measured, now = append(measured, now...), nil
		values := tensors.MustCopyFlatData[float32](out)
		for i, name := range p.names {
			now = append(now, Scalar{name, float64(values[i])})
		}
	}
	s.Step++
	return append(now, measured...), nil
}

// SetRates multiplies the recipe's learning rates by factor in the steps to come, as a Loop does with its Schedule.
func (s *Stepper) SetRates(factor float64) error { return setSchedule(s.store, factor) }

// Close frees the compiled graphs.
func (s *Stepper) Close() {
	if s == nil {
		return
	}
	for _, p := range s.phases {
		p.exec.Finalize()
	}
}

// notFinite returns the first of the measures that is NaN or infinite, and nil when there is none.
func notFinite(measured []Scalar) *Scalar {
	for i, m := range measured {
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
			return &measured[i]
		}
	}
	return nil
}
