package bench

import (
	"context"
	"os"
	"slices"
	"time"

	"github.com/gomlx/gomlx/ml/model"
	"gonum.org/v1/gonum/stat"

	"gophergan/ganlib/backend"
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
}

func newTimer(b experiment.Bench, d *backend.Device) (*timer, error) {
	step, err := train.NewStepper(d.Backend, b.Recipe, model.NewStore(), 0)
	if err != nil {
		return nil, err
	}
	batch, err := b.Data(b.Batch)
	return &timer{bench: b, backend: d.Choice, step: step, batch: batch}, err
}

// round times some steps, after a few that are not counted.
func (t *timer) round(ctx context.Context, steps int) (Result, error) {
	const warmUp = 5
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
			t.first = took
		}
		if i > warmUp {
			ms = append(ms, took.Seconds()*1e3)
		}
	}
	return Result{
		Model: t.bench.Name, Backend: t.backend, Batch: t.bench.Batch,
		MsPerStep: median(ms), MsMin: slices.Min(ms), MsMax: slices.Max(ms), MsMean: stat.Mean(ms, nil),
		CompileS: t.first.Seconds(), PeakMB: peakMB(os.Getpid()),
	}, nil
}
