package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/ganlib/data"
	"gophergan/ganlib/train"
	"gophergan/ganlib/train/tensorboard"
	"gophergan/kernel/experiment"
	"gophergan/kernel/runs"
	"gophergan/kernel/show"
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
			o.stderr = cmd.ErrOrStderr()
			return o.run(cmd.Context(), e, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.out, "out", "", "the directory of the run (default runs/<name>)")
	f.BoolVar(&o.resume, "resume", false, "go on with the run in --out, as it began: its recipe, images, batch and seed need not be named again")
	f.IntVar(&o.steps, "steps", 0, "steps of training in all (default: as many as --epochs make)")
	f.IntVar(&o.epochs, "epochs", 0, "passes over the data (default: the lesson's)")
	f.IntVar(&o.batch, "batch", 0, "images in a batch (default: the lesson's)")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the weights, the noise and the order of the data")
	f.StringArrayVar(&o.set, "set", nil, "change a number of the recipe, by its name in config.json: --set adam_d.learning_rate=1e-4; may be repeated")
	f.StringVar(&o.images, "images", "", "train on another set of images, such as celeba or folder: "+strings.Join(data.Names(), ", ")+"; faces32:hat has what a face wears as its classes")
	f.StringVar(&o.data, "data", "", "where the data lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.backend, "backend", "", "what computes: "+backend.Names+" (default $GOMLX_BACKEND, then the best there is)")
	f.StringVar(&o.watch, "watch", "", "measure every checkpoint by this metric of evaluate, such as frechet, and keep the best one in <run>/best")
	f.IntVar(&o.watchImages, "watch-images", 2000, "how many images --watch looks at, real and generated")
	f.StringVar(&o.tensorboard, "tensorboard", "", "a directory to write the curves and samples to as TensorBoard reads them, too; tensorboard --logdir DIR --samples_per_plugin images=1000 shows every picture, and not ten of them")
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
	was                string // the folder that a run which is resumed has been trained on; "": none
	tensorboard        string
	resume, json       bool
	exact              bool // resume nothing but what the experiment says
	watch              string
	watchImages        int
	steps, epochs      int
	batch              int
	seed               uint64
	set                []string
	images             string
	given              func(flag string) bool
	stderr             io.Writer       // for what is not the output of a command; nil: nobody reads it
	device             *backend.Device // one that is open already, in place of backend; nil: none
}

func (o trainOptions) run(ctx context.Context, e experiment.Experiment, out io.Writer) error {
	if o.out == "" {
		o.out = filepath.Join("runs", e.Name)
	}
	if o.resume && !o.exact {
		if err := o.takeUp(&e); err != nil {
			return err
		}
	}
	if err := o.apply(&e); err != nil {
		return err
	}
	notes := out
	if o.json {
		notes = os.Stderr
	}
	if note := runs.NoEffect(o.data, e.Data); note != "" && o.stderr != nil {
		fmt.Fprintln(o.stderr, note)
	}
	set, err := runs.OpenSet(ctx, e.Data, o.data, notes)
	if err != nil {
		return runs.TrainedIn(o.was, err)
	}
	batches, err := data.NewBatches(set, o.seed, e.Batch)
	if err != nil {
		return err
	}
	steps := e.Epochs * batches.PerEpoch()
	if o.steps > 0 || o.given("steps") {
		steps = o.steps
	}
	config := train.Defaults(steps)
	config.Seed = o.seed
	if o.resume {
		if config, err = o.resumed(config); err != nil {
			return err
		}
	}
	device := o.device
	if device == nil {
		if device, err = backend.New(o.backend); err != nil {
			return err
		}
	}
	loop, err := o.start(device, e, batches, config)
	if err != nil {
		return err
	}
	var w *watch
	if o.watch != "" {
		if w, err = newWatch(ctx, watch{metric: o.watch, images: o.watchImages, device: device, recipe: e.Recipe, set: set, dir: o.out}); err != nil {
			return err
		}
	}
	events := loop.Run(ctx)
	if o.tensorboard != "" {
		events = tensorboard.Log(o.tensorboard, events)
	}
	if w != nil {
		events = w.follow(ctx, events)
	}
	if o.json {
		return printJSON(out, device, events)
	}
	fmt.Fprintf(out, "Computing on %s\nThe run is kept in %s\n", device, o.out)
	if o.resume {
		fmt.Fprintf(out, "It goes on as it began: %s on %s, batches of %d, seed %d\n", e.Recipe.Name(), e.Data, e.Batch, config.Seed)
	}
	skipped := data.SkippedNote(set)
	err = show.Follow(events, show.To(out), show.Title(e.Name), show.Before(loop.History()), show.Of(loop.Info()))
	if note := data.SkippedNote(set); note != skipped { // files that were lost while it ran
		fmt.Fprintln(out, note)
	}
	return err
}

// start begins the run, or takes it up where it was left. Where the set has a test part, the probes
// see what D makes of images that it has not learnt from.
func (o trainOptions) start(device *backend.Device, e experiment.Experiment, batches *data.Batches, config train.Config) (*train.Loop, error) {
	start := train.New
	if o.resume {
		start = train.Resume
	}
	loop, err := start(device.Backend, e.Recipe, batches, config, o.out)
	if errors.Is(err, train.ErrRunExists) {
		return nil, fmt.Errorf("%s holds a run already: add --resume to go on with it, or choose another directory with --out", o.out)
	} else if err != nil {
		return nil, err
	}
	if test, err := data.Open(e.Data+"/test", o.data); err == nil { // not every set has one
		heldOut, err := data.NewBatches(test, o.seed, min(e.Batch, test.Len()))
		if err != nil {
			return nil, err
		}
		loop.HoldOut(heldOut)
	}
	return loop, nil
}

// apply replaces the lesson's settings by those given on the command line.
func (o trainOptions) apply(e *experiment.Experiment) (err error) {
	if o.given("epochs") {
		if o.epochs < 0 {
			return fmt.Errorf("--epochs is %d; train for 0 or more", o.epochs)
		}
		e.Epochs = o.epochs
	}
	if o.given("batch") {
		e.Batch = o.batch
	}
	if o.given("images") {
		e.Data = o.images
	}
	for _, setting := range o.set {
		if e.Recipe, err = experiment.Set(e.Recipe, setting); err != nil {
			return err
		}
	}
	return nil
}

// takeUp makes the experiment, and what else decides the run, what they are in the run that is
// there. What is named on the command line all the same comes later, so that a difference is seen
// and refused by its name.
func (o *trainOptions) takeUp(e *experiment.Experiment) error {
	run, err := train.ReadRun(o.out)
	if err != nil {
		return fmt.Errorf("nothing to resume: %w", err)
	}
	recipe, err := experiment.Recipe(run)
	if err != nil {
		return err
	}
	if recipe.Name() != e.Recipe.Name() {
		return fmt.Errorf("%s is a run of the recipe %s, and %s trains %s: name an experiment of %s, or another directory with --out",
			o.out, recipe.Name(), e.Name, e.Recipe.Name(), recipe.Name())
	}
	e.Recipe, e.Data = recipe, run.Data
	if len(run.Batch) > 0 {
		e.Batch = run.Batch[0]
	}
	if !o.given("images") || o.images == run.Data {
		o.data, o.was = runs.Place(run, o.data), run.Dir
	}
	if !o.given("seed") {
		o.seed = run.Train.Seed
	}
	if !o.given("steps") && !o.given("epochs") {
		o.steps = run.Train.Steps
	}
	return nil
}

// resumed takes over how often the run records, draws and saves, which a new number of steps would
// change. What a table of experiments asks for stays, so that a difference is seen and refused.
func (o trainOptions) resumed(now train.Config) (train.Config, error) {
	run, err := train.ReadRun(o.out)
	if err != nil {
		return now, fmt.Errorf("nothing to resume: %w", err)
	}
	was := run.Train
	was.Steps, was.Seed = now.Steps, now.Seed
	if o.exact {
		was.HalfLife, was.LearningRate = now.HalfLife, now.LearningRate
	}
	return was, nil
}

// history is what the run has recorded so far; a new run has nothing.
func history(dir string) train.History {
	h, err := train.ReadHistory(dir)
	if err != nil {
		return nil
	}
	return h
}

// printJSON prints each event as one line.
func printJSON(w io.Writer, d *backend.Device, events iter.Seq2[train.Event, error]) error {
	enc := json.NewEncoder(w)
	if err := enc.Encode(map[string]any{"event": "device", "device": d.Choice, "why": d.Why}); err != nil {
		return err
	}
	for e, err := range events {
		if err != nil {
			return err
		}
		if line := jsonEvent(e); line != nil {
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}

func jsonEvent(e train.Event) map[string]any {
	line := map[string]any{"step": e.Step, "steps": e.Steps, "seconds": e.Elapsed.Seconds(), "seconds_left": e.Left.Seconds()}
	switch {
	case e.Record != nil:
		values := map[string]float64{}
		for _, v := range e.Record.Values {
			values[v.Name] = v.Value
		}
		line["event"], line["epoch"], line["values"] = "record", e.Record.Epoch, values
		if e.Record.Ended != "" {
			line["ended"] = e.Record.Ended
		}
	case e.Checkpoint != "":
		line["event"], line["path"] = "checkpoint", e.Checkpoint
	case e.Note != "":
		line["event"], line["note"] = "note", e.Note
	case e.Done:
		line["event"] = "done"
	default:
		return nil
	}
	return line
}
