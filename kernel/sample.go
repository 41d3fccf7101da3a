package main

import (
	"errors"
	"fmt"

	"gophergan/kernel/sample"

	"github.com/spf13/cobra"
)

func sampleCommand() *cobra.Command {
	var q sample.Request
	var backend string
	cmd := &cobra.Command{
		Use:   "sample <run>",
		Short: "Make images with the G of a run",
		Long: `Make images with the G of a run, from its newest checkpoint.

--out writes them as a NumPy array, uint8 [N, H, W, C]; --grid as one picture.

A G that is told a class makes each of N in turn: image i is of class i mod N, and the picture is a table
with a row for each class and the same noise in a column. With --class 7 or --class "sun hat" all images are of
that class; where the data have no names for classes, and for the values of a code, numbers alone will do.`,
		Args: oneRun("make images with"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkSample(q); err != nil {
				return err
			}
			if cmd.Flags().Changed("class") && q.Class == "" {
				return errors.New("--class is empty; name a class, or leave the flag out for each in turn")
			}
			return q.Make(cmd.Context(), args[0], backend, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVarP(&q.Number, "number", "n", 64, "how many images")
	f.StringVar(&q.Class, "class", "", "make images of this class alone: its name as it stands in config.json, or its "+
		"number, counted from 0 (default: each in turn)")
	f.StringVar(&q.Array, "out", "", "a file x.npy to write the images to")
	f.StringVar(&q.Sheet, "grid", "", "a file x.png or x.jpg to write a sheet of the images to")
	f.Uint64Var(&q.Seed, "seed", 1, "seed of the noise: the same seed gives the same images")
	f.StringVar(&backend, "backend", "", "what computes (default $GOMLX_BACKEND, then the best there is)")
	return cmd
}

// checkSample says what is wrong with the flags before anything is computed.
func checkSample(q sample.Request) error {
	switch {
	case q.Array == "" && q.Sheet == "":
		return errors.New("say where the images shall go: --out x.npy, --grid x.png or both")
	case q.Number < 1:
		return fmt.Errorf("-n is %d; ask for at least one image", q.Number)
	}
	for _, err := range []error{
		endsIn("out", q.Array, ".npy"), endsIn("grid", q.Sheet, ".png", ".jpg", ".jpeg"),
		hasPlace("out", q.Array), hasPlace("grid", q.Sheet),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
