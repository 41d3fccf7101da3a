package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"gophergan/kernel/evaluate"
	"gophergan/kernel/runs"
	"gophergan/kernel/score"
)

func evaluateCommand() *cobra.Command {
	var o evaluateOptions
	cmd := &cobra.Command{
		Use:   "evaluate <run>",
		Short: "Measure the G of a run",
		Long: `Measure the G of a run, from its newest checkpoint; <run>/best is the one that "train --watch" has kept.

Images of G are held against real ones of the set that the run was trained on. Every number comes with the card that says how
it was measured; compare only what has the same card. What can be measured:

` + evaluate.List() + `
A G that is told a class makes as many images of each, and the classes are printed as a table. Where no net here reads the
classes of a set, what cannot be measured is said.`,
		Args: oneRun("measure"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.request.Metrics, "metrics", "", "which, with commas: frechet,kid (default all that the images allow)")
	f.IntVarP(&o.request.Images, "number", "n", 10_000, "how many images of G, and how many real ones, if there are as many")
	f.IntVar(&o.request.Paths, "paths", 10_000, "how many paths to walk")
	f.StringVar(&o.request.Distance, "distance", "sight", "what sees how far apart two images of a path are: sight, our net, or "+
		"filters, which needs none")
	f.StringVar(&o.request.Inception, "inception", "", "a file with the weights of Inception-v3, "+
		"pt_inception-2015-12-05-6726825d.pth: measures the FID of the literature")
	f.Uint64Var(&o.request.Seed, "seed", 1, "seed of the noise and of the paths")
	f.StringVar(&o.request.Place, "data", "", "where the data lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&o.backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	f.BoolVar(&o.json, "json", false, "print one JSON line for each result")
	return cmd
}

type evaluateOptions struct {
	request evaluate.Request
	backend string
	json    bool
}

func (o evaluateOptions) run(ctx context.Context, dir string, out, progress io.Writer) error {
	run, err := runs.Open(dir, o.backend)
	if err != nil {
		return err
	}
	if note := runs.NoEffect(o.request.Place, run.Info.Data); note != "" {
		fmt.Fprintln(progress, note)
	}
	print := evaluate.Print
	if o.json {
		print = evaluate.PrintJSON
	}
	return o.request.Run(ctx, run, func(r score.Report) error { return print(out, r) }, progress)
}
