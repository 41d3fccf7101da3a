package main

import (
	"github.com/spf13/cobra"

	"gophergan/kernel/check"
)

func checkCommand() *cobra.Command {
	var r check.Request
	cmd := &cobra.Command{
		Use:   "check [exercise [function]]",
		Short: "Try your answers to the exercises: what is right, what is wrong and why, what is next",
		Long: `Try your answers to the exercises: what is right, what is wrong and why, what is next.

An exercise is named by its folder or its number: ex01_minimax, ex01 or 1. Without one, all are tried.
What was right once and which hints you opened is kept in .gophergan/progress, a text file.
The exit status is 1 if a function is wrong; one that is not written yet is not wrong.`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			return r.Answer(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), string(clone), args)
		},
	}
	cmd.Flags().BoolVar(&r.JSON, "json", false, "print every case and its numbers as JSON")
	cmd.Flags().BoolVar(&r.Watch, "watch", false, "try again whenever a file is saved, until Ctrl-C")
	cmd.Flags().BoolVar(&r.Hint, "hint", false, "open the next hint: of the function, or of the first one that is not right")
	cmd.Flags().BoolVar(&r.Reference, "reference", false, "show the reference beside your file, once it is right")
	cmd.MarkFlagsMutuallyExclusive("json", "watch", "hint", "reference")
	return cmd
}
