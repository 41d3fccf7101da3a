// Package compare trains the rows of a comparison, each with several seeds, and measures what they
// make against real images of their set. What is trained already is measured only, what is measured
// already is only printed, and what was interrupted goes on.
//
// Non-goals: which rows there are (package experiment), and metrics (package score).
package compare

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/train"
	"gophergan/kernel/experiment"
	"gophergan/kernel/interrupt"
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

// Run trains what is not trained yet, and measures all: a table for each set of images.
func (c Comparison) Run(ctx context.Context) (Tables, error) {
	all := c.runs()
	for i, r := range all {
		if done, err := r.done(); err != nil {
			return nil, err
		} else if done {
			continue
		}
		fmt.Fprintln(c.Progress, progressOf(all, i))
		if err := c.train(ctx, r); err != nil {
			return nil, err
		}
	}
	c.Progress = interrupt.QuietAfter(ctx, c.Progress)
	const words = "stopped while measuring; all runs are trained, and the same command measures them"
	return interrupt.Promptly(ctx, words, func() (Tables, error) { return c.measure(ctx) })
}

// one is a row with one of its seeds.
type one struct {
	experiment.Row
	seed uint64
	dir  string // of its run
}

// runs are all that there are to train, row by row.
func (c Comparison) runs() (all []one) {
	for _, row := range c.Rows {
		seeds := row.Seeds
		if seeds == 0 {
			seeds = c.Seeds
		}
		for i := range seeds {
			all = append(all, one{row, uint64(i + 1), filepath.Join(c.Dir, fmt.Sprintf("%s-%d", row.Name, i+1))})
		}
	}
	return all
}

// done says whether the run has all its steps. A run of something else in its place is an error: it
// may have been put there by hand, as one that train has made may be.
func (r one) done() (bool, error) {
	h, err := train.ReadHistory(r.dir)
	if err != nil || len(h) == 0 {
		return false, nil
	}
	info, err := train.ReadRun(r.dir)
	if err != nil {
		return false, err
	}
	if last := h[len(h)-1].Step; last < info.Train.Steps || last < r.Steps {
		return false, nil
	}
	return true, r.check(info)
}

// progressOf says which of the runs is trained now, and how long all that are left will take as far
// as it is known from other seeds.
func progressOf(all []one, now int) string {
	minutes := map[string][]float64{}
	for _, r := range all {
		if d, known := training.TrainedFor(r.dir); known {
			if done, err := r.done(); done && err == nil {
				minutes[r.Name] = append(minutes[r.Name], d.Minutes())
			}
		}
	}
	words := fmt.Sprintf("run %d of %d: %s, seed %d, on %s", now+1, len(all), all[now].Name, all[now].seed, all[now].Data)
	left, unknown := 0.0, 0
	for _, r := range all[now:] {
		if done, err := r.done(); done && err == nil {
			continue
		}
		if known := minutes[r.Name]; known != nil {
			left += mean(known)
		} else {
			unknown++
		}
	}
	if left > 0 {
		words += fmt.Sprintf("; about %v left", time.Duration(left*float64(time.Minute)).Round(time.Second))
	}
	if unknown > 0 {
		words += fmt.Sprintf("; of %d to come none like them has been timed", unknown)
	}
	return words
}

// train trains one run, or what is left of it.
func (c Comparison) train(ctx context.Context, r one) error {
	s := training.New(r.Experiment, r.dir)
	s.Place, s.Seed = c.Place, r.seed
	if r.Steps > 0 {
		s.Steps = &r.Steps
	}
	if _, err := train.ReadRun(s.Dir); err == nil {
		if s, err = s.Continue(); err != nil {
			return err
		}
	}
	t, err := training.Open(ctx, s, func() (*backend.Device, error) { return c.Device, nil }, c.Progress)
	if err != nil {
		return err
	}
	return t.Print(ctx, c.Progress)
}
