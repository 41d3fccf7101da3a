// Package training trains an experiment in a directory of its own, or goes on with the run that is
// there; whoever asks for it has every checkpoint scored, and the best one kept.
//
// Settings say what is trained; Open finds all that is wrong with them before anything is computed
// or written; Print trains, and says how far it is. The command train fills Settings from its
// flags, the command compare from a table.
//
// Non-goals: the loop itself (ganlib/train), and how it looks in a notebook or on a terminal
// (package show).
package training

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/ganlib/train/tensorboard"
	"gophergan/kernel/runs"
	"gophergan/kernel/show"
)

// Training is a run that is ready to be trained.
type Training struct {
	settings Settings
	device   *backend.Device
	set      data.Images // to train on
	heldOut  data.Images // nil: nothing is kept from the training
	notes    []string    // for whoever watches, before the first step
	batches  *data.Batches
	loop     *train.Loop
	watcher  *watcher // nil: no checkpoint is scored
	logs     string   // a directory for TensorBoard; "": none
}

// Open opens the data, and the device that computes them, and begins the run or takes it up where
// it was left. How long the data will take, and what of them is not used, is printed to notes.
func Open(ctx context.Context, s Settings, device func() (*backend.Device, error), notes io.Writer) (*Training, error) {
	set, err := runs.OpenSet(ctx, s.Data, s.Place, notes)
	if err != nil {
		return nil, runs.TrainedIn(s.trainedIn, err)
	}
	t := &Training{settings: s}
	t.holdOut(set)
	if t.batches, err = data.NewBatches(t.set, s.Seed, s.Batch); err != nil {
		return nil, err
	}
	if t.device, err = device(); err != nil {
		return nil, err
	}
	config := s.config(t.batches.PerEpoch())
	if t.loop, err = s.loop(t.device, t.batches, config); err != nil {
		return nil, err
	}
	if note := ratesNote(config); s.before != nil && note != "" {
		t.note("%s", note)
	}
	return t, t.probeHeldOut()
}

// loop begins the run, or takes it up where it was left.
func (s Settings) loop(device *backend.Device, batches *data.Batches, c train.Config) (*train.Loop, error) {
	start := train.New
	if s.before != nil {
		start = train.Resume
	}
	loop, err := start(device.Backend, s.Recipe, batches, c, s.Dir)
	if errors.Is(err, train.ErrRunExists) {
		return nil, fmt.Errorf("%s holds a run already: add --resume to go on with it, or choose another directory with --out", s.Dir)
	}
	return loop, err
}

// holdOut chooses what to train on, and what D never learns from: the part of the set that is kept
// for testing, or else a tenth. A run that began without such a part goes on without.
func (t *Training) holdOut(set data.Images) {
	s, ok := t.settings, false
	t.set = set
	if data.HasTest(s.Data) {
		if test, err := data.Open(s.Data+"/test", s.Place); err == nil { // without it the doctor says what it cannot see
			t.heldOut = test
		}
		return
	}
	if s.before != nil && s.before.HeldOut == 0 {
		t.note("No pictures are held out, as when the run began: whether D learns them by heart is not seen")
	} else if t.set, t.heldOut, ok = data.HoldOut(set, s.Seed); ok {
		t.note("%d of the %d pictures are held out, drawn with the seed: D never learns from them, so it is seen whether it learns "+
			"the others by heart",
			t.heldOut.Len(), set.Len())
	} else {
		t.note("There are %d pictures, too few to hold out a tenth (that takes %d): whether D learns them by heart is not seen, and "+
			"with so few it soon does",
			set.Len(), data.LeastToHoldOut)
	}
}

// note adds a sentence for whoever watches.
func (t *Training) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// probeHeldOut shows the probes what D makes of images that it has not learned from.
func (t *Training) probeHeldOut() error {
	if t.heldOut == nil {
		return nil
	}
	s := t.settings
	batches, err := data.NewBatches(t.heldOut, s.Seed, min(s.Batch, t.heldOut.Len()))
	if err == nil {
		t.loop.HoldOut(batches)
	}
	return err
}

// LogTo writes the events of the run to dir as well, as TensorBoard reads them.
func (t *Training) LogTo(dir string) { t.logs = dir }

// Events trains. Breaking off, or a done ctx, saves and stops.
func (t *Training) Events(ctx context.Context) iter.Seq2[train.Event, error] {
	events := t.timed(t.loop.Run(ctx))
	if t.logs != "" {
		events = tensorboard.Log(t.logs, events)
	}
	if t.watcher != nil {
		events = t.watcher.follow(ctx, events)
	}
	return events
}

// Print trains, and says in words and charts how far it is.
func (t *Training) Print(ctx context.Context, w io.Writer) error {
	s := t.settings
	fmt.Fprintf(w, "Computing on %s\nThe run is kept in %s\n", t.device, s.Dir)
	if s.before != nil {
		fmt.Fprintf(w, "It goes on as it began: %s on %s, batches of %d, seed %d\n", s.Recipe.Name(), s.Data, s.Batch, s.Seed)
	}
	for _, note := range t.notes {
		fmt.Fprintln(w, note)
	}
	skipped := data.SkippedNote(t.set)
	err := show.Follow(t.Events(ctx), show.To(w), show.Title(s.Name), show.Before(t.loop.History()), show.Of(t.loop.Info()))
	if note := data.SkippedNote(t.set); note != skipped { // files that were lost while it ran
		fmt.Fprintln(w, note)
	}
	return err
}
