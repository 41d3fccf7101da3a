package main

import (
	"github.com/spf13/cobra"

	"gophergan/kernel/update"
)

func updateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "update",
		Short: "Fetch the newest course into this clone and keep your own work",
		Long: `Fetch the newest course into this clone and keep your own work.

What you have changed (answers, notebooks that you ran, files of your own) becomes a commit of your own, and the
newest course is merged into it. Where both have changed the same place, yours stands; of a notebook, the whole of
yours. To have the course's instead: git checkout FETCH_HEAD -- notebooks/03_mnist.ipynb`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			return update.Course(cmd.Context(), clone, cmd.OutOrStdout())
		},
	}
}
