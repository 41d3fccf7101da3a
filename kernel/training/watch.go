package training

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

	"gophergan/ganlib/metric"
	"gophergan/ganlib/train"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
	"gophergan/kernel/wholefile"
)

// Watch has every checkpoint of the training scored by a metric, as package score calls it, on so
// many images; the best checkpoint is kept.
func (t *Training) Watch(ctx context.Context, metric string, images int) (err error) {
	t.watcher, err = newWatcher(ctx, t, metric, images)
	return err
}

// watcher measures every checkpoint of a run that is being trained, and keeps the best one.
type watcher struct {
	run       runs.Run
	condition score.Condition
	images    int
	reference *score.Reference
	metrics   []score.Metric // the first result of the first decides
	scores    []checkpointScore
}

// checkpointScore is a line of scores.jsonl in a run.
type checkpointScore struct {
	Step    int             `json:"step"`
	Results []metric.Result `json:"results"`
}

const scoresName = "scores.jsonl"

// newWatcher looks at the real images, and finds out whether there is such a metric.
func newWatcher(ctx context.Context, t *Training, metrics string, images int) (*watcher, error) {
	if images < 2 || images > t.set.Len() {
		return nil, fmt.Errorf("--watch-images is %d; choose from 2 to the %d of %s", images, t.set.Len(), t.set.Name())
	}
	w := &watcher{run: runs.Run{Dir: t.settings.Dir, Recipe: t.settings.Recipe, Device: t.device}, images: images}
	w.condition = score.ConditionOf(t.settings.Recipe.Samplers()[0].From, t.set)
	var err error
	o := score.Options{Images: images, Metrics: metrics, Condition: w.condition}
	if w.reference, err = score.NewReference(ctx, t.device.Backend, t.set, o); err != nil {
		return nil, err
	}
	if w.metrics, err = w.reference.Choose(metrics); err == nil {
		w.scores, err = readScores(w.run.Dir)
	}
	if err != nil {
		w.reference.Close()
		return nil, err
	}
	return w, nil
}

// follow passes the events of a run on. After each checkpoint comes a note with its score.
func (w *watcher) follow(ctx context.Context, events iter.Seq2[train.Event, error]) iter.Seq2[train.Event, error] {
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
func (w *watcher) measure(ctx context.Context, step int) (note string, err error) {
	start := time.Now()
	pix, in, err := w.run.Images(ctx, 1, w.images, runs.NewProgress(io.Discard, ""))
	if errors.Is(err, context.Canceled) {
		return "", fmt.Errorf("stopped while step %d was measured; its checkpoint is saved: %w", step, err)
	} else if err != nil {
		return "", err
	}
	report, err := w.reference.Measure(w.condition.Images(pix, in), w.metrics)
	if err != nil {
		return "", err
	}
	results := report.Results
	// A run that was resumed comes by here again.
	w.scores = slices.DeleteFunc(w.scores, func(s checkpointScore) bool { return s.Step >= step })
	best, err := w.isBest(results[0])
	if err != nil {
		return "", err
	}
	w.scores = append(w.scores, checkpointScore{step, results})
	if err := w.write(); err != nil {
		return "", err
	}
	note = fmt.Sprintf("step %d: %s (%.0f s)", step, score.Line(results), time.Since(start).Seconds())
	if !best {
		return note, nil
	}
	note = fmt.Sprintf("%s, the best so far: kept in %s", note, filepath.Join(w.run.Dir, train.BestName))
	return note, train.KeepBest(w.run.Dir, step)
}

// isBest compares a result with those of the run so far.
func (w *watcher) isBest(r metric.Result) (bool, error) {
	for _, s := range w.scores {
		if c, err := metric.Compare(r, s.Results[0]); err != nil {
			return false, fmt.Errorf("%s holds scores that were measured otherwise: %w; remove that file to begin anew",
				filepath.Join(w.run.Dir, scoresName), err)
		} else if c <= 0 {
			return false, nil
		}
	}
	return true, nil
}

// write writes all scores.
func (w *watcher) write() error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	for _, s := range w.scores {
		if err := enc.Encode(s); err != nil {
			return err
		}
	}
	return wholefile.Write(filepath.Join(w.run.Dir, scoresName), out.Bytes())
}

// readScores reads what was measured before the run was stopped; nothing, if it is new.
func readScores(dir string) (scores []checkpointScore, err error) {
	text, err := os.ReadFile(filepath.Join(dir, scoresName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for line := range bytes.Lines(text) {
		var s checkpointScore
		if err := json.Unmarshal(line, &s); err != nil || len(s.Results) == 0 {
			return nil, fmt.Errorf("%s, line %d, is not what train --watch writes; remove that file to begin anew",
				filepath.Join(dir, scoresName), len(scores)+1)
		}
		scores = append(scores, s)
	}
	return scores, err
}
