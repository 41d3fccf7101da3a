package bench

import (
	"context"
	"os"
	"slices"
	"time"

	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/backend/compiled"
	"gophergan/ganlib/media"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
)

// timer times the step as the loop does it: a batch of bytes goes in, what the step measures comes
// out.
type timer struct {
	bench   experiment.Bench
	backend string
	step    *train.Stepper
	batch   media.Batch
	first   time.Duration // the first step, which compiles
	kept    bool          // or an earlier process has
}

func newTimer(b experiment.Bench, d *backend.Device) (*timer, error) {
	step, err := train.NewStepper(d.Backend, b.Recipe, model.NewStore(), b.HalfLife)
	if err != nil {
		return nil, err
	}
	batch, err := b.Data(b.Batch)
	return &timer{bench: b, backend: d.Choice, step: step, batch: batch}, err
}

// round times at least so many steps, after a few that are not counted: whole periods of the recipe.
func (t *timer) round(ctx context.Context, steps int) (Result, error) {
	const warmUp = 5
	n := period(t.bench.Recipe)
	steps = (steps + n - 1) / n * n
	var ms []float64
	for i := range 1 + warmUp + steps {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		start := time.Now()
		if _, err := t.step.Next(t.batch); err != nil {
			return Result{}, err
		}
		took := time.Since(start)
		if t.first == 0 {
			_, kept := compiled.Counts()
			t.first, t.kept = took, kept > 0
		}
		if i > warmUp {
			ms = append(ms, took.Seconds()*1e3)
		}
	}
	ms = means(ms, n)
	return Result{
		Model: t.bench.Name, Backend: t.backend, Batch: t.bench.Batch,
		MsPerStep: median(ms), MsMin: slices.Min(ms), MsMax: slices.Max(ms), MsMean: stat.Mean(ms, nil),
		CompileS: t.first.Seconds(), Kept: t.kept, PeakMB: peakMB(os.Getpid()),
	}, nil
}

// period is the number of steps after which everything that is due now and then has had its turns
// and they begin anew; 1 if all is due in every step.
func period(r train.Recipe) int {
	n := 1
	if r, ok := r.(train.Phased); ok {
		for _, p := range r.Phases() {
			for more := n; n%p.Every != 0; n += more {
			}
		}
	}
	return n
}

// means are those of n values after another, each. So a step that is cheap because nothing is due
// does not stand for those that are not.
func means(values []float64, n int) (all []float64) {
	for part := range slices.Chunk(values, n) {
		all = append(all, stat.Mean(part, nil))
	}
	return all
}
