// Package interview asks people about a run: it draws pairs of a real picture and one of its G,
// shows them by package ask, and reports what was answered.
//
// Non-goals: the page and the file of answers, which know no runs (package ask).
package interview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"

	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/kernel/ask"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/runs"
)

// Request says what to ask, and where.
type Request struct {
	Resume  bool    // go on with the newest session on the run that was stopped
	Pairs   int     // of a new session
	Seed    *uint64 // of a new session: of its pictures and their sides; nil: another one each time
	Answers string  // the file that keeps the answers
	Listen  string  // where the page is, as ask.Serve takes it
	Place   string  // where the data lie, as data.Open takes it
	Backend string  // as backend.New takes it
}

// Ask asks about the run in dir until all pairs are answered or ctx is done. ready is called once
// the page can be opened; all else there is to say goes to notes.
func (r Request) Ask(ctx context.Context, dir string, notes io.Writer, ready func(url string, pairs int)) error {
	run, err := train.ReadRun(dir)
	if err != nil {
		return err
	}
	store, err := ask.Open(r.Answers)
	if err != nil {
		return err
	}
	defer store.Close()
	trial, err := r.trial(store, dir)
	if err != nil {
		return err
	}
	set, note, err := runs.HeldOut(ctx, run, r.Place, notes)
	if err != nil {
		return err
	}
	trial.Data = set.Name()
	for _, note := range []string{runs.NoEffect(r.Place, run.Data), note} {
		if note != "" {
			fmt.Fprintln(notes, note)
		}
	}
	questions, err := interrupt.Promptly(ctx, "stopped before the first question", func() (Questions, error) {
		return r.Draw(dir, set, trial, interrupt.QuietAfter(ctx, notes))
	})
	if err != nil {
		return err
	}
	return r.show(ctx, store, trial, questions, ready)
}

// show asks the pairs of a trial. A new one begins with them.
func (r Request) show(ctx context.Context, store *ask.Store, trial ask.Trial, q Questions, ready func(string, int)) (err error) {
	if !r.Resume {
		trial.Step, trial.Pictures = q.Step, ask.Checksum(q.Pairs)
		if trial, err = store.Begin(trial); err != nil {
			return err
		}
	}
	session, err := ask.NewSession(store, trial, q.Pairs)
	if err != nil {
		return err
	}
	if err = ask.Serve(ctx, r.Listen, session, func(url string) { ready(url, trial.Pairs) }); err != nil {
		return stopped(store, trial, err)
	}
	return nil
}

// trial is the session to ask: that which was stopped, or a new one.
func (r Request) trial(store *ask.Store, dir string) (ask.Trial, error) {
	name, err := store.Run(dir)
	if err != nil {
		return ask.Trial{}, err
	}
	if r.Resume {
		return store.Unfinished(name)
	}
	t := ask.Trial{Run: name, Seed: rand.Uint64(), Pairs: r.Pairs}
	if r.Seed != nil {
		t.Seed = *r.Seed
	}
	return t, nil
}

// Questions are the pairs of a trial, and the step of the checkpoint that the generated ones are
// from.
type Questions struct {
	Pairs []ask.Pair
	Step  int
}

// Draw makes the questions of a trial: real images of the set, and generated ones from the newest
// checkpoint of the run in dir.
func (r Request) Draw(dir string, set data.Images, t ask.Trial, notes io.Writer) (q Questions, err error) {
	run, err := runs.Open(dir, r.Backend)
	if err != nil {
		return q, err
	}
	gen, err := run.Generator(notes)
	if err != nil {
		return q, err
	}
	defer gen.Close()
	h, w, c := set.Shape()
	if gh, gw, gc := gen.Shape(); gh != h || gw != w || gc != c {
		return q, fmt.Errorf("%s makes images of %d×%d×%d and %s has %d×%d×%d: nobody would have to look to tell them apart; "+
			"name the data that the run was trained on with --data", dir, gh, gw, gc, set.Name(), h, w, c)
	}
	real, err := ask.RealImages(set, t.Seed, t.Pairs)
	if err != nil {
		return q, err
	}
	in, err := gen.Draw(t.Seed, t.Pairs)
	if err != nil {
		return q, err
	}
	generated, err := gen.Make(in)
	if err != nil {
		return q, err
	}
	q.Pairs, err = ask.NewPairs(real, generated, h, w, c, t.Seed)
	q.Step = gen.Step()
	return q, err
}

// stopped says how to go on.
func stopped(store *ask.Store, t ask.Trial, why error) error {
	n, err := store.Answered(t.ID)
	if err != nil {
		return errors.Join(why, err)
	}
	if !errors.Is(why, context.Canceled) {
		return why
	}
	return fmt.Errorf("stopped after %d of %d pairs, which are kept; --resume goes on with the rest: %w", n, t.Pairs, why)
}
