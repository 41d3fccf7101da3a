package museum

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gomlx/compute"

	"gophergan/ganlib/doctor"
	"gophergan/ganlib/train"
)

// Exhibit is a recipe for runs that all suffer from the same.
type Exhibit struct {
	Name  string      // such as "strong-fast"
	Kind  doctor.Kind // see "How the runs were labelled"
	How   string      // what was done to the run
	Steps int         // of training
	// for which the label was checked; the last, Judged, served to judge the doctor, the others to
	// choose its limits
	Seeds  []uint64
	Recipe train.Recipe // made sick

	subject subject
	config  func(*train.Config) // nil: as it is
}

// Judged is the seed of the runs on which the doctor's limits were not chosen.
const Judged = 4

// ByName finds an exhibit. The error lists the names there are.
func ByName(name string) (Exhibit, error) {
	var names []string
	for _, e := range Corpus() {
		if e.Name == name {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return Exhibit{}, fmt.Errorf("the museum has no %q; it has %q", name, names)
}

// Six are the exhibits of lesson 04: G does not move, D too strong, collapse, oscillation,
// divergence, and a D that learns its images by heart. Train each with seed 1.
func Six() []Exhibit {
	var six []Exhibit
	for _, name := range []string{"still-rate", "strong-fast", "collapse-fast", "swing-critic", "diverge-rate", "overfit-24"} {
		e, err := ByName(name)
		if err != nil {
			panic(err) // the test of this function sees it
		}
		six = append(six, e)
	}
	return six
}

// Source opens the images or points of a run, and such as it does not train on.
func (e Exhibit) Source(seed uint64) (source, heldOut train.Source, err error) {
	return e.subject.open(seed)
}

// New prepares a run of the exhibit in dir, or goes on with the one that lies there; with an empty
// dir nothing is written.
func (e Exhibit) New(b compute.Backend, seed uint64, dir string) (*train.Loop, error) {
	source, heldOut, err := e.Source(seed)
	if err != nil {
		return nil, err
	}
	loop, err := train.Resume(b, e.Recipe, source, e.Config(seed), dir)
	if err != nil {
		return nil, err
	}
	loop.HoldOut(heldOut)
	return loop, nil
}

// Config is how the exhibit is trained: a hundred records, thirty probes, eight pictures if there
// are any, no average of G.
func (e Exhibit) Config(seed uint64) train.Config {
	c := train.Defaults(e.Steps)
	c.Seed, c.HalfLife = seed, 0
	c.RecordEvery, c.ProbeEvery = max(1, e.Steps/100), max(1, e.Steps/30)
	c.SampleEvery, c.SampleCount, c.SaveEvery = max(1, e.Steps/8), 25, 0
	if e.subject.what == ofRing {
		c.SampleEvery = 0 // points are no pictures
	}
	if e.config != nil {
		e.config(&c)
	}
	return c
}

// Run trains the exhibit in dir. That it goes to NaN is what some are there for, and no error.
func (e Exhibit) Run(ctx context.Context, b compute.Backend, seed uint64, dir string) (doctor.Run, error) {
	loop, err := e.New(b, seed, dir)
	if err != nil {
		return doctor.Run{}, err
	}
	for _, err := range loop.Run(ctx) {
		var bad *train.NotFiniteError
		if err != nil && !errors.As(err, &bad) {
			return doctor.Run{}, err
		}
	}
	return doctor.Open(dir)
}

// Once trains the exhibit in a folder of its own below runs, or only reads what lies there from
// before. The folder is named after the exhibit and after what it computes, so that a changed
// recipe is another run; one that was stopped goes on.
func (e Exhibit) Once(ctx context.Context, b compute.Backend, seed uint64, runs string) (dir string, run doctor.Run, err error) {
	loop, err := e.New(b, seed, "")
	if err != nil {
		return "", run, err
	}
	fingerprint, err := loop.Fingerprint()
	if err != nil {
		return "", run, err
	}
	dir = filepath.Join(runs, e.Name+"-"+fingerprint)
	if run, err = doctor.Open(dir); err == nil && e.isOver(run.History) {
		return dir, run, nil
	}
	run, err = e.Run(ctx, b, seed, dir)
	return dir, run, err
}

// isOver says whether a run has all its steps, or ended before.
func (e Exhibit) isOver(h train.History) bool {
	if len(h) == 0 {
		return false
	}
	last := h[len(h)-1]
	return last.Step >= e.Steps || last.Ended != ""
}
