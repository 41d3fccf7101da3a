package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/feature"
	"gophergan/kernel/interrupt"
	"gophergan/kernel/wholefile"
)

func featureCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "feature",
		Short: "Make the networks that scores look at images with",
	}
	cmd.AddCommand(featureTrainCommand())
	return cmd
}

func featureTrainCommand() *cobra.Command {
	var o featureOptions
	cmd := &cobra.Command{
		Use:   "train <digits|sight>",
		Short: "Train one of them anew and write its weights",
		Long: `Train one of the networks anew and write its weights.

  digits   which digit it is; learns from MNIST
  sight    how alike two images look; learns from faces, digits and shapes that are drawn as it goes

The library has the weights of both built in, so this is for those who want to know where they come from, or to change
something. The same seed gives the same file on the same machine; elsewhere the last bits differ, and with them the hash.`,
		Args:      oneOf("which network to train", func() string { return "  digits\n  sight" }),
		ValidArgs: []string{"digits", "sight"},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.given = cmd.Flags().Changed
			if o.data != "" && args[0] == "sight" {
				fmt.Fprintln(cmd.ErrOrStderr(), "--data has no effect: what sight learns from is drawn")
			}
			return o.run(cmd.Context(), args[0], cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.out, "out", "", "the file to write (default <name>.safetensors)")
	f.IntVar(&o.steps, "steps", 0, "steps of training (default: as many as the built-in weights had)")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the weights and of everything that is drawn")
	f.StringVar(&o.data, "data", "", "where MNIST lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.backend, "backend", "", "what computes: "+backend.Names+" (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

type featureOptions struct {
	out, data, backend string
	steps              int
	seed               uint64
	given              func(flag string) bool
}

func (o featureOptions) run(ctx context.Context, name string, out io.Writer) error {
	if o.out == "" {
		o.out = name + ".safetensors"
	}
	if err := hasPlace("out", o.out); err != nil { // not after ten minutes
		return err
	}
	train, err := o.training(name)
	if err != nil {
		return err
	}
	device, err := backend.New(o.backend)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Computing on %s\n", device)
	file, err := interrupt.Promptly(ctx, "", func() ([]byte, error) {
		return train(ctx, device, progressLines(10*time.Second, name, interrupt.QuietAfter(ctx, out)))
	})
	if err == context.Canceled { // it was left in the middle of something
		return fmt.Errorf("stopped before the last step, so there are no weights; begin anew: %w", err)
	} else if err != nil {
		return err
	}
	if err := wholefile.Write(o.out, file); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d bytes in %s, hash %s\n", name, len(file), o.out, feature.Hash(file))
	return err
}

// training is how the network of that name is trained.
func (o featureOptions) training(name string) (func(context.Context, *backend.Device, func(feature.Progress)) ([]byte, error), error) {
	change := func(t feature.Training) feature.Training {
		t.Seed = o.seed
		if o.given("steps") {
			t.Steps = o.steps
		}
		return t
	}
	switch name {
	case "digits":
		set, err := data.Open("mnist", o.data)
		return func(ctx context.Context, d *backend.Device, tell func(feature.Progress)) ([]byte, error) {
			return change(feature.DigitsTraining()).Digits(ctx, d.Backend, set, tell)
		}, err
	case "sight":
		return func(ctx context.Context, d *backend.Device, tell func(feature.Progress)) ([]byte, error) {
			return change(feature.SightTraining()).Sight(ctx, d.Backend, tell)
		}, nil
	}
	return nil, fmt.Errorf("there is no network %q to train; choose digits or sight", name)
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
