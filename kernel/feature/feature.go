// Package feature trains the networks that scores look at images with, and writes their weights.
//
// Non-goals: the networks, and how they learn (ganlib/feature).
package feature

import (
	"context"
	"fmt"
	"io"
	"time"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/feature"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/wholefile"
)

// Request says which network to train, and how.
type Request struct {
	Net     string // digits or sight
	File    string // for its weights
	Steps   *int   // of training; nil: as many as the built-in weights had
	Seed    uint64 // of the weights and of everything that is drawn
	Place   string // where MNIST lies, as data.Open takes it
	Backend string // as backend.New takes it
}

// Train trains, says how far it is, and writes the weights. A done ctx ends it, and then there are
// none.
func (r Request) Train(ctx context.Context, out io.Writer) error {
	train, err := r.training()
	if err != nil {
		return err
	}
	device, err := backend.New(r.Backend)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Computing on %s\n", device)
	file, err := interrupt.Promptly(ctx, "", func() ([]byte, error) {
		return train(ctx, device, progressLines(10*time.Second, r.Net, interrupt.QuietAfter(ctx, out)))
	})
	if err == context.Canceled { // it was left in the middle of something
		return fmt.Errorf("stopped before the last step, so there are no weights; begin anew: %w", err)
	} else if err != nil {
		return err
	}
	if err := wholefile.Write(r.File, file); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d bytes in %s, hash %s\n", r.Net, len(file), r.File, feature.Hash(file))
	return err
}

// training is how the network is trained.
type training func(context.Context, *backend.Device, func(feature.Progress)) ([]byte, error)

func (r Request) training() (training, error) {
	switch r.Net {
	case "digits":
		set, err := data.Open("mnist", r.Place)
		return func(ctx context.Context, d *backend.Device, progress func(feature.Progress)) ([]byte, error) {
			return r.changed(feature.DigitsTraining()).Digits(ctx, d.Backend, set, progress)
		}, err
	case "sight":
		return func(ctx context.Context, d *backend.Device, progress func(feature.Progress)) ([]byte, error) {
			return r.changed(feature.SightTraining()).Sight(ctx, d.Backend, progress)
		}, nil
	}
	return nil, fmt.Errorf("there is no network %q to train; choose digits or sight", r.Net)
}

// changed is a training with the numbers that were asked for.
func (r Request) changed(t feature.Training) feature.Training {
	t.Seed = r.Seed
	if r.Steps != nil {
		t.Steps = *r.Steps
	}
	return t
}

// progressLines prints a line of progress when some time has passed, and at the end.
func progressLines(pause time.Duration, name string, out io.Writer) func(feature.Progress) {
	next, loss, n := time.Duration(0), 0.0, 0.0
	return func(p feature.Progress) {
		loss, n = loss+p.Loss, n+1
		if p.Elapsed < next && p.Step < p.Steps {
			return
		}
		fmt.Fprintf(out, "%s: step %d of %d, loss %.4f, %v left\n", name, p.Step, p.Steps, loss/n, p.Left.Round(time.Second))
		next, loss, n = p.Elapsed+pause, 0, 0
	}
}
