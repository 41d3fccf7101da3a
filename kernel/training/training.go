// Package training trains an experiment in a directory of its own, or goes on with the run that is
// there; whoever asks for it has every checkpoint scored, and the best one kept.
//
// Settings say what is trained; Open finds all that is wrong with them before anything is computed
// or written; Print trains, and says how far it is. The command train fills Settings from its flags,
// the command compare from a table.
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
	set      data.Images
	batches  *data.Batches
	loop     *train.Loop
	rates    string   // what there is to say of the learning rates of a run that goes on
	watcher  *watcher // nil: no checkpoint is scored
	logs     string   // a directory for TensorBoard; "": none
}

// Open opens the data, and the device that computes them, and begins the run or takes it up where it
// was left. How long the data will take, and what of them is not used, is printed to notes.
func Open(ctx context.Context, s Settings, device func() (*backend.Device, error), notes io.Writer) (*Training, error) {
	set, err := runs.OpenSet(ctx, s.Data, s.Place, notes)
	if err != nil {
		return nil, runs.TrainedIn(s.trainedIn, err)
	}
	t := &Training{settings: s, set: set}
	if t.batches, err = data.NewBatches(set, s.Seed, s.Batch); err != nil {
		return nil, err
	}
	if t.device, err = device(); err != nil {
		return nil, err
	}
	config := s.config(t.batches.PerEpoch())
	if t.loop, err = s.loop(t.device, t.batches, config); err != nil {
		return nil, err
	}
	if s.before != nil {
		t.rates = ratesNote(config)
	}
	return t, t.holdOut()
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

// holdOut shows the probes what D makes of images that it has not learned from, where the set has
// such a part.
func (t *Training) holdOut() error {
	s := t.settings
	test, err := data.Open(s.Data+"/test", s.Place)
	if err != nil {
		return nil // not every set has one
	}
	heldOut, err := data.NewBatches(test, s.Seed, min(s.Batch, test.Len()))
	if err == nil {
		t.loop.HoldOut(heldOut)
	}
	return err
}

// LogTo writes the events of the run to dir as well, as TensorBoard reads them.
func (t *Training) LogTo(dir string) { t.logs = dir }

// Events trains. Breaking off, or a done ctx, saves and stops.
func (t *Training) Events(ctx context.Context) iter.Seq2[train.Event, error] {
	events := t.loop.Run(ctx)
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
	if t.rates != "" {
		fmt.Fprintln(w, t.rates)
	}
	skipped := data.SkippedNote(t.set)
	err := show.Follow(t.Events(ctx), show.To(w), show.Title(s.Name), show.Before(t.loop.History()), show.Of(t.loop.Info()))
	if note := data.SkippedNote(t.set); note != skipped { // files that were lost while it ran
		fmt.Fprintln(w, note)
	}
	return err
}
