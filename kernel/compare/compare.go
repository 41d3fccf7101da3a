// Package compare trains the rows of a comparison, each with several seeds, and measures what they
// make against the same real images. What is trained already is measured only; what was interrupted
// goes on.
//
// Non-goals: which rows there are (package experiment), and metrics (package score).
package compare

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"time"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
	"gophergan/kernel/training"
)

// Comparison is a table of experiments, and where and by what it is computed.
type Comparison struct {
	experiment.Comparison

	Dir      string // of its runs
	Place    string // where the data lie, as data.Open takes it
	Device   *backend.Device
	Progress io.Writer // for how far it is
}

// Run trains what is not trained yet, and measures all.
func (c Comparison) Run(ctx context.Context) (*Table, error) {
	for _, row := range c.Rows {
		for seed := range c.seeds() {
			if err := c.train(ctx, row, seed); err != nil {
				return nil, err
			}
		}
	}
	c.Progress = interrupt.QuietAfter(ctx, c.Progress)
	const words = "stopped while measuring; all runs are trained, and the same command measures them"
	return interrupt.Promptly(ctx, words, func() (*Table, error) { return c.measure(ctx) })
}

// seeds are 1 to Seeds.
func (c Comparison) seeds() iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for i := range c.Seeds {
			if !yield(uint64(i + 1)) {
				return
			}
		}
	}
}

// dir is where the run of a row and a seed lies.
func (c Comparison) dir(row experiment.Row, seed uint64) string {
	return filepath.Join(c.Dir, fmt.Sprintf("%s-%d", row.Name, seed))
}

// train trains one run, or what is left of it, and notes how long that took.
func (c Comparison) train(ctx context.Context, row experiment.Row, seed uint64) error {
	s := training.New(row.Experiment, c.dir(row, seed))
	s.Place, s.Seed, s.Steps = c.Place, seed, &row.Steps
	if h, err := train.ReadHistory(s.Dir); err == nil && len(h) > 0 && h[len(h)-1].Step >= row.Steps {
		return nil
	}
	if _, err := train.ReadRun(s.Dir); err == nil {
		if s, err = s.Continue(); err != nil {
			return err
		}
	}
	start := time.Now()
	err := c.open(ctx, s)
	if _, none := train.ReadRun(s.Dir); none != nil {
		return err // it has not begun
	}
	return errors.Join(err, addTime(s.Dir, time.Since(start)))
}

func (c Comparison) open(ctx context.Context, s training.Settings) error {
	t, err := training.Open(ctx, s, func() (*backend.Device, error) { return c.Device, nil }, c.Progress)
	if err != nil {
		return err
	}
	return t.Print(ctx, c.Progress)
}

// measure holds what each run makes against real images.
func (c Comparison) measure(ctx context.Context) (*Table, error) {
	set, err := runs.OpenSet(ctx, c.Rows[0].Data, c.Place, c.Progress)
	if err != nil {
		return nil, err
	}
	test, err := c.heldOut(ctx, set)
	if err != nil {
		return nil, err
	}
	reference, err := score.NewReference(ctx, c.Device.Backend, set, score.Options{
		Images: min(c.Images, set.Len()), Metrics: c.Metrics, Condition: conditionOf(c.Rows[0], set), Test: test, Progress: runs.NewProgress(c.Progress, "real images").Tick,
	})
	if err != nil {
		return nil, err
	}
	defer reference.Close()
	table := &Table{}
	for _, row := range c.Rows {
		condition := conditionOf(row, set)
		metrics, err := reference.Of(condition).Choose(c.Metrics)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", row.Name, err)
		}
		for seed := range c.seeds() {
			run := runs.Run{Dir: c.dir(row, seed), Recipe: row.Recipe, Device: c.Device}
			pix, in, err := run.Images(ctx, 1, c.Images, runs.NewProgress(c.Progress, run.Dir))
			if err != nil {
				return nil, err
			}
			report, err := reference.Of(condition).Measure(condition.Images(pix, in), metrics)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(c.Progress, "%s: %s\n", run.Dir, score.Line(report.Results))
			if err := table.add(row, run.Dir, score.Overall(report.Results)); err != nil {
				return nil, err
			}
		}
	}
	return table, nil
}

// conditionOf is what the G of a row is told.
func conditionOf(row experiment.Row, set data.Images) score.Condition {
	return score.ConditionOf(row.Recipe.Samplers()[0].From, set)
}

// heldOut is the part of the set that is kept for testing, if some G is told classes; nil where
// there is none.
func (c Comparison) heldOut(ctx context.Context, set data.Images) (data.Images, error) {
	name := c.Rows[0].Data
	if !data.HasTest(name) || !slices.ContainsFunc(c.Rows, func(row experiment.Row) bool { return conditionOf(row, set).N > 0 }) {
		return nil, nil
	}
	return runs.OpenSet(ctx, name+"/test", c.Place, c.Progress)
}
