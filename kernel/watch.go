package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
	"gophergan/kernel/wholefile"
)

// watch measures every checkpoint of a run that is being trained, and keeps the best one.
type watch struct {
	metric string // what package score calls it; the first of its results decides
	images int
	device *backend.Device
	recipe train.Recipe
	set    data.Images
	dir    string

	reference *score.Reference
	chosen    []score.Metric
	scores    []scored // those of the run so far
}

// scored is a line of scores.jsonl in a run.
type scored struct {
	Step    int             `json:"step"`
	Results []metric.Result `json:"results"`
}

const scoresName = "scores.jsonl"

// newWatch looks at the real images, and finds out whether there is such a metric.
func newWatch(ctx context.Context, w watch) (*watch, error) {
	if w.images < 2 || w.images > w.set.Len() {
		return nil, fmt.Errorf("--watch-images is %d; choose from 2 to the %d of %s", w.images, w.set.Len(), w.set.Name())
	}
	reference, err := score.NewReference(ctx, w.device.Backend, w.set, score.Options{Images: w.images, Metrics: w.metric})
	if err != nil {
		return nil, err
	}
	w.reference = reference
	if w.chosen, err = w.reference.Choose(w.metric); err == nil {
		w.scores, err = readScores(w.dir)
	}
	if err != nil {
		w.reference.Close()
		return nil, err
	}
	return &w, nil
}

// follow passes the events of a run on. After each checkpoint comes a note with its score.
func (w *watch) follow(ctx context.Context, events iter.Seq2[train.Event, error]) iter.Seq2[train.Event, error] {
	return func(yield func(train.Event, error) bool) {
		defer w.reference.Close()
		for e, err := range events {
			if !yield(e, err) {
				return
			}
			if err != nil || e.Checkpoint == "" || ctx.Err() != nil {
				continue
			}
			note, err := w.measure(ctx, e.Step)
			if err != nil {
				yield(e, err)
				return
			}
			if !yield(train.Event{Step: e.Step, Steps: e.Steps, Elapsed: e.Elapsed, Left: e.Left, Note: note}, nil) {
				return
			}
		}
	}
}

// measure scores the newest checkpoint, that of this step, and keeps it if no other is better.
func (w *watch) measure(ctx context.Context, step int) (note string, err error) {
	start := time.Now()
	pix, err := runs.Run{Dir: w.dir, Recipe: w.recipe, Device: w.device}.Images(ctx, 1, w.images, runs.NewProgress(io.Discard, ""))
	if errors.Is(err, context.Canceled) {
		return "", fmt.Errorf("stopped while step %d was measured; its checkpoint is saved: %w", step, err)
	} else if err != nil {
		return "", err
	}
	results, err := w.reference.Measure(pix, w.chosen)
	if err != nil {
		return "", err
	}
	w.scores = slices.DeleteFunc(w.scores, func(s scored) bool { return s.Step >= step }) // a run that was resumed comes by here again
	best, err := w.isBest(results[0])
	if err != nil {
		return "", err
	}
	w.scores = append(w.scores, scored{step, results})
	if err := w.write(); err != nil {
		return "", err
	}
	note = fmt.Sprintf("step %d: %s (%.0f s)", step, values(results), time.Since(start).Seconds())
	if !best {
		return note, nil
	}
	return fmt.Sprintf("%s, the best so far: kept in %s", note, filepath.Join(w.dir, train.BestName)), train.KeepBest(w.dir, step)
}

// isBest compares a result with those of the run so far.
func (w *watch) isBest(r metric.Result) (bool, error) {
	for _, s := range w.scores {
		if c, err := metric.Compare(r, s.Results[0]); err != nil {
			return false, fmt.Errorf("%s holds scores that were measured otherwise: %w; remove that file to begin anew", filepath.Join(w.dir, scoresName), err)
		} else if c <= 0 {
			return false, nil
		}
	}
	return true, nil
}

// write writes all scores.
func (w *watch) write() error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	for _, s := range w.scores {
		if err := enc.Encode(s); err != nil {
			return err
		}
	}
	return wholefile.Write(filepath.Join(w.dir, scoresName), out.Bytes())
}

// readScores reads what was measured before the run was stopped; nothing, if it is new.
func readScores(dir string) (scores []scored, err error) {
	text, err := os.ReadFile(filepath.Join(dir, scoresName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for line := range bytes.Lines(text) {
		var s scored
		if err := json.Unmarshal(line, &s); err != nil || len(s.Results) == 0 {
			return nil, fmt.Errorf("%s, line %d, is not what train --watch writes; remove that file to begin anew", filepath.Join(dir, scoresName), len(scores)+1)
		}
		scores = append(scores, s)
	}
	return scores, err
}
