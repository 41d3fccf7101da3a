package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/kernel/experiment"
	"gophergan/kernel/runs"
	"gophergan/kernel/training"
)

func trainCommand() *cobra.Command {
	var o trainOptions
	cmd := &cobra.Command{
		Use:   "train <name>",
		Short: "Train a GAN",
		Long:  "Train a GAN. What can be trained:\n\n" + experimentList(),
		Args:  oneOf("what to train", experimentList),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := experiment.ByName(args[0])
			if err != nil {
				return err
			}
			o.given = cmd.Flags().Changed
			return o.run(cmd.Context(), e, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.out, "out", "", "the directory of the run (default runs/<name>)")
	f.BoolVar(&o.resume, "resume", false,
		"go on with the run in --out, as it began: its recipe, images, batch and seed need not be named again; with more --steps, "+
			"learning rates that fall on the way stay where they ended")
	f.IntVar(&o.steps, "steps", 0, "steps of training in all (default: as many as --epochs make)")
	f.IntVar(&o.epochs, "epochs", 0, "passes over the data (default: the lesson's)")
	f.IntVar(&o.batch, "batch", 0, "images in a batch (default: the lesson's)")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the weights, the noise and the order of the data")
	f.StringArrayVar(&o.set, "set", nil,
		"change a number of the recipe, by its name in config.json: --set adam_d.learning_rate=1e-4; may be repeated")
	f.StringVar(&o.images, "images", "",
		"train on another set of images, such as celeba or folder: "+strings.Join(data.Names(), ", ")+"; faces32:hat "+
			"has what a face wears as its classes")
	f.StringVar(&o.data, "data", "", "where the data lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.backend, "backend", "", "what computes: "+backend.Names+" (default $GOMLX_BACKEND, then the best there is)")
	f.StringVar(&o.watch, "watch", "",
		"measure every checkpoint by this metric of evaluate, such as frechet, and keep the best one in <run>/best")
	f.IntVar(&o.watchImages, "watch-images", 2000, "how many images --watch looks at, real and generated")
	f.StringVar(&o.tensorboard, "tensorboard", "",
		"a directory to write the curves and samples to as TensorBoard reads them, too; tensorboard --logdir DIR "+
			"--samples_per_plugin images=1000 shows every picture, and not ten of them")
	f.BoolVar(&o.json, "json", false, "print one JSON object a line for each event")
	return cmd
}

func experimentList() string {
	var b strings.Builder
	for _, e := range experiment.All() {
		fmt.Fprintf(&b, "  %-10s %s: %d epochs\n", e.Name, e.Summary, e.Epochs)
	}
	return b.String()
}

type trainOptions struct {
	out, data, backend string
	tensorboard        string
	resume, json       bool
	watch              string
	watchImages        int
	steps, epochs      int
	batch              int
	seed               uint64
	set                []string
	images             string
	given              func(flag string) bool
}

func (o trainOptions) run(ctx context.Context, e experiment.Experiment, out, stderr io.Writer) error {
	s, err := o.settings(e)
	if err != nil {
		return err
	}
	if note := runs.NoEffect(s.Place, s.Data); note != "" {
		fmt.Fprintln(stderr, note)
	}
	notes := out
	if o.json {
		notes = stderr
	}
	t, err := training.Open(ctx, s, func() (*backend.Device, error) { return backend.New(o.backend) }, notes)
	if err != nil {
		return err
	}
	if o.watch != "" {
		if err := t.Watch(ctx, o.watch, o.watchImages); err != nil {
			return err
		}
	}
	t.LogTo(o.tensorboard)
	if o.json {
		return t.PrintJSON(ctx, out)
	}
	return t.Print(ctx, out)
}

// settings are the lesson's, or those of the run that goes on, replaced by what is named on the
// command line.
func (o trainOptions) settings(e experiment.Experiment) (s training.Settings, err error) {
	if o.out == "" {
		o.out = filepath.Join("runs", e.Name)
	}
	if s = training.New(e, o.out); o.resume {
		s, err = training.Resume(e, o.out)
	}
	if err != nil {
		return s, err
	}
	if o.given("epochs") {
		if o.epochs < 0 {
			return s, fmt.Errorf("--epochs is %d; train for 0 or more", o.epochs)
		}
		s.Epochs, s.Steps = o.epochs, nil
	}
	if o.given("steps") {
		s.Steps = &o.steps
	}
	if o.given("batch") {
		s.Batch = o.batch
	}
	if o.given("images") {
		s.SetData(o.images)
	}
	if o.given("seed") {
		s.Seed = o.seed
	}
	if o.data != "" {
		s.Place = o.data
	}
	for _, setting := range o.set {
		if err := s.SetNumber(setting); err != nil {
			return s, err
		}
	}
	return s, nil
}
