package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gophergan/ganlib/train"
	"gophergan/kernel/runs"
)

func exportCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export <run>",
		Short: "Copy the G of a run, to keep or to give away",
		Long: `Copy what making images needs of a run: its config.json and its G, from the newest checkpoint.

The copy is a run that "kernel sample" and the lessons can read, several times as small as a checkpoint. It cannot be
trained further.`,
		Args: oneRun("copy"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return errors.New("say where the copy shall go: --out DIR")
			}
			step, notes, err := train.Export(args[0], out)
			if errors.Is(err, train.ErrRunExists) {
				return fmt.Errorf("%s holds a run already: choose another directory with --out", out)
			} else if err != nil {
				return err
			}
			runs.PrintNotes(cmd.OutOrStdout(), notes)
			fmt.Fprintf(cmd.OutOrStdout(), "%s: the G of %s after step %d\n", out, args[0], step)
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the directory to make")
	return cmd
}
