package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"gophergan/kernel/notebook"
	"gophergan/kernel/show"
)

func notebooksCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notebooks",
		Short: "Make the notebooks from the lessons and the exercises, execute them, check them",
	}
	cmd.AddCommand(notebooksBuildCommand(), notebooksRunCommand(), notebooksCheckCommand())
	return cmd
}

func notebooksBuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "build [lesson or exercise …]",
		Short: "Write the notebooks; outputs stay with the cells that have not changed",
		Long: `Write the notebooks, for example: kernel notebooks build 03 ex01

Those of the lessons come from lessons/…/lesson.md, those of the exercises from their README.md and the files of their
functions, as they are now. Outputs stay with the cells that have not changed.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			all, err := notebook.ReadShelf(clone, args)
			return errors.Join(err, all.Each(func(p notebook.Stored) error { return p.Build(cmd.OutOrStdout()) }))
		},
	}
}

func notebooksRunCommand() *cobra.Command {
	var out string
	var quick bool
	var timeout time.Duration
	var jobs int
	cmd := &cobra.Command{
		Use:   "run [lesson or exercise …]",
		Short: "Execute the notebooks from top to bottom and keep what came out",
		RunE: func(cmd *cobra.Command, args []string) error {
			if jobs < 1 {
				return fmt.Errorf("--jobs is %d; give the number of notebooks to run at the same time, from 1 on", jobs)
			}
			clone, err := findClone()
			if err != nil {
				return err
			}
			all, err := notebook.ReadShelf(clone, args)
			if err != nil {
				return err
			}
			if err := clone.SetUp(cmd.Context(), cmd.OutOrStdout()); err != nil {
				return err
			}
			runner := notebook.Runner{Clone: clone, Timeout: timeout}
			if quick {
				runner.Env = []string{show.QuickEnv + "=1"}
			}
			return all.Together(jobs, cmd.OutOrStdout(), func(p notebook.Stored, printed io.Writer) error {
				if out != "" {
					p.Target = filepath.Join(out, filepath.Base(p.Target))
				}
				return p.Run(cmd.Context(), runner, printed)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the folder to write to (default: notebooks)")
	cmd.Flags().BoolVar(&quick, "quick", false, "set "+show.QuickEnv+"=1, with which lessons train for a moment only")
	cmd.Flags().IntVar(&jobs, "jobs", 1, "how many notebooks run at the same time")
	cmd.Flags().DurationVar(&timeout, "timeout", 30*time.Minute, "the time that one cell may take")
	return cmd
}

func notebooksCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [lesson or exercise …]",
		Short: "Fail if a notebook is older than its text, was not executed, or holds an error",
		RunE: func(cmd *cobra.Command, args []string) error {
			clone, err := findClone()
			if err != nil {
				return err
			}
			all, err := notebook.ReadShelf(clone, args)
			return errors.Join(err, all.Each(func(p notebook.Stored) error { return p.Check(cmd.OutOrStdout()) }))
		},
	}
}
