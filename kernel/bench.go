package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/kernel/bench"
	"gophergan/kernel/experiment"
)

func benchCommand() *cobra.Command {
	var o bench.Options
	var batch int
	var choice string
	var list strings.Builder
	for _, b := range experiment.Benches() {
		fmt.Fprintf(&list, "  %-8s %s, batch %d\n", b.Name, b.Summary, b.Batch)
	}
	cmd := &cobra.Command{
		Use:   "bench <name>",
		Short: "Time one training step",
		Long: "Time one training step, D and G updated once, of:\n\n" + list.String() + `
Where penalties are due only every few steps, what is timed are whole periods, 16 steps of StyleGAN2, and a step is the mean
over one.

The first step compiles, unless an earlier process has compiled the same; set $GOPHERGAN_NO_COMPILED to time the compiler.

With --beside, another program that times the same step runs in turn with it, --rounds times: a command line whose last
line of output is JSON with a field ms_per_step, such as
"python bench/peer_jax.py dcgan".`,
		Args: oneOf("which step to time", list.String),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := experiment.BenchByName(args[0])
			if err != nil {
				return err
			}
			if batch > 0 {
				b.Batch = batch
			}
			if o.Steps < 1 || o.Rounds < 1 {
				return fmt.Errorf("--steps is %d and --rounds %d; time at least one step in one round", o.Steps, o.Rounds)
			}
			device, err := backend.New(choice)
			if err != nil {
				return err
			}
			return o.Run(cmd.Context(), b, device, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVar(&batch, "batch", 0, "images in a batch (default: the benchmark's)")
	f.IntVar(&o.Steps, "steps", 100, "steps that are timed in each round, after five that are not")
	f.IntVar(&o.Rounds, "rounds", 1, "how often to measure, in turn with what runs beside")
	f.StringArrayVar(&o.Beside, "beside", nil, "a command to measure in turn with this one; may be repeated")
	f.StringVar(&choice, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	f.BoolVar(&o.JSON, "json", false, "print one JSON line for each measurement")
	return cmd
}
