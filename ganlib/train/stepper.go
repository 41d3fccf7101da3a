package train

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"gophergan/ganlib/media"
)

// Stepper is the compiled step of a recipe: everything that happens between two batches. That is
// one graph, and one more for each phase of a Phased recipe. A Loop repeats it; use it alone to
// time a step or to write a loop of your own.
type Stepper struct {
	// Step is the number of the next step, counted from 0. It decides which phases are due.
	Step int

	store  *model.Store
	needs  []media.Field
	phases []*phase // in the order in which they run; the recipe's Step is the last, and due always
}

// phase is a compiled Phase.
type phase struct {
	Phase
	needs    []media.Field
	exec     *model.ExecOneOutput
	measures []Scalar // what is measured; known once the graph is built. The values are to be filled in
}

// NewStepper prepares a step on the variables of store. halfLife is that of the averaged G, in
// images; 0: no average. The first call of Next compiles.
func NewStepper(b compute.Backend, r Recipe, store *model.Store, halfLife float64) (*Stepper, error) {
	s := &Stepper{store: store, needs: r.Needs()}
	for _, due := range phasesOf(r, halfLife) {
		if due.Every < 1 {
			s.Close()
			return nil, fmt.Errorf("train: phase %s is due every %d steps, want 1 or more; leave a phase out that is never due", due.Name,
				due.Every)
		}
		p := &phase{Phase: due, needs: s.needs}
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
	step := func(s *model.Scope, in In) []Measure {
		measures := r.Step(s, in)
		if halfLife > 0 {
			any := in[r.Needs()[0].Name]
			updateEMA(s, any.Graph(), r, halfLife, any.Shape().Dimensions[0])
		}
		return measures
	}
	return append(phases, Phase{Name: "step", Every: 1, Graph: step})
}

// graph builds the phase on the stored values of the fields that the recipe needs. Its output is
// one vector of all that was measured, so that one copy to the host is enough.
func (p *phase) graph(scope *model.Scope, stored []*graph.Node) *graph.Node {
	scope.Store().SetTraining(stored[0].Graph(), true)
	p.measures = p.measures[:0]
	var values []*graph.Node
	for _, m := range p.Graph(scope, decode(p.needs, stored)) {
		p.measures = append(p.measures, Scalar{Name: m.Name, Role: m.Role})
		values = append(values, graph.ConvertDType(m.Value, float))
	}
	if len(values) == 0 { // a graph has an output
		return graph.Zeros(stored[0].Graph(), shapes.Make(float, 1))
	}
	return graph.Stack(values, 0)
}

// compile compiles the step, with all its phases, for batches whose needed fields are stored in
// these shapes, and trains nothing.
func (s *Stepper) compile(stored []shapes.Shape) error {
	for _, p := range s.phases {
		if _, err := p.exec.Compile(stored...); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return nil
}

// decode is a batch as the networks see it.
func decode(fields []media.Field, stored []*graph.Node) In {
	in := In{}
	for i, f := range fields {
		in[f.Name] = f.Kind.Decode(stored[i])
	}
	return in
}

// arguments are the fields of a batch in the order in which a graph takes them.
func arguments(fields []media.Field, batch media.Batch) ([]any, error) {
	args := make([]any, len(fields))
	for i, f := range fields {
		t, ok := batch[f.Name]
		if !ok {
			return nil, fmt.Errorf("the batch has no %q; the recipe needs %s", f.Name, f.Kind)
		}
		if _, stored := f.Kind.Stored(); t.Rank() == 0 || !slices.Equal(t.Shape().Dimensions[1:], stored) {
			return nil, fmt.Errorf("%q of the batch is %s, but %s are stored with the axes %v after that of the batch", f.Name, t.Shape(),
				f.Kind, stored)
		}
		args[i] = t
	}
	return args, nil
}

// Next trains one step on a batch, as a Source hands it out, and returns what the step measured:
// the measures of Step, then those of the phases that were due.
func (s *Stepper) Next(batch media.Batch) ([]Scalar, error) {
	args, err := arguments(s.needs, batch)
	if err != nil {
		return nil, err
	}
	var measured, now []Scalar // now: of the phase that ran last, which is Step in the end
	for _, p := range s.phases {
		if !p.due(s.Step) {
			continue
		}
		out, err := p.exec.Call(args...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		measured, now = append(measured, now...), slices.Clone(p.measures)
		values := tensors.MustCopyFlatData[float32](out)
		for i := range now {
			now[i].Value = float64(values[i])
		}
	}
	s.Step++
	return append(now, measured...), nil
}

// SetRates multiplies the recipe's learning rates by factor in the steps to come, as a Loop does
// with its Schedule.
func (s *Stepper) SetRates(factor float64) error { return setSchedule(s.store, factor) }

// Anneal makes the steps to come those of a run in which the numbers of an [Annealed] recipe reach
// their ends after decay steps, as a Loop does with its Decay.
func (s *Stepper) Anneal(decay int) error { return setCosine(s.store, s.Step, decay) }

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
