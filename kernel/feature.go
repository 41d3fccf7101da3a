package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"gophergan/ganlib/backend"
	"gophergan/kernel/feature"
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
	var r feature.Request
	var steps int
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
			r.Net = args[0]
			if r.Place != "" && r.Net == "sight" {
				fmt.Fprintln(cmd.ErrOrStderr(), "--data has no effect: what sight learns from is drawn")
			}
			if cmd.Flags().Changed("steps") {
				r.Steps = &steps
			}
			if r.File == "" {
				r.File = r.Net + ".safetensors"
			}
			if err := hasPlace("out", r.File); err != nil { // not after ten minutes
				return err
			}
			return r.Train(cmd.Context(), cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.File, "out", "", "the file to write (default <name>.safetensors)")
	f.IntVar(&steps, "steps", 0, "steps of training (default: as many as the built-in weights had)")
	f.Uint64Var(&r.Seed, "seed", 1, "seed of the weights and of everything that is drawn")
	f.StringVar(&r.Place, "data", "", "where MNIST lies (default $GOPHERGAN_DATA, then the cache, then a download)")
	f.StringVar(&r.Backend, "backend", "", "what computes: "+backend.Names+" (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}
